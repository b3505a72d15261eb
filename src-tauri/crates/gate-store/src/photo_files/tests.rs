use super::*;
use crate::store::StoreOptions;

fn store(dir: &Path) -> Store {
    Store::open(dir, &StoreOptions::bare()).unwrap()
}

fn noon() -> UtcMillis {
    UtcMillis::parse_china("2026-11-20 12:00:00").unwrap()
}

fn parts(dir: &Path) -> usize {
    std::fs::read_dir(dir.join("photos").join(PARTS)).unwrap().count()
}

#[tokio::test]
async fn chunks_become_one_file_named_by_its_content() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let mut file = PhotoFile::create(&store).await.unwrap();
    let content: Vec<u8> = (0..700_000_u32).map(|n| n as u8).collect();
    for chunk in content.chunks(10_000) {
        file.write(chunk).await.unwrap();
    }
    let kept = file.finish(noon()).await.unwrap();
    assert_eq!(kept.sha256, hex(&Sha256::digest(&content)));
    assert_eq!(kept.md5, hex(&Md5::digest(&content)));
    assert_eq!(kept.len, 700_000);
    assert_eq!(kept.path, format!("2026/11/20/{}.jpg", kept.sha256));
    assert_eq!(store.read_photo(&kept.path).await.unwrap(), content);
    assert_eq!(parts(dir.path()), 0);
}

#[tokio::test]
async fn the_md5_is_the_one_everybody_knows() {
    let dir = tempfile::tempdir().unwrap();
    let kept = store(dir.path()).store_photo(b"abc".to_vec(), noon()).await.unwrap();
    assert_eq!(kept.md5, "900150983cd24fb0d6963f7d28e17f72", "RFC 1321, test suite");
}

#[tokio::test]
async fn the_same_photo_twice_is_one_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let first = store.store_photo(b"picture".to_vec(), noon()).await.unwrap();
    let second = store.store_photo(b"picture".to_vec(), noon()).await.unwrap();
    assert_eq!(first, second);
    let folder = dir.path().join("photos/2026/11/20");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
}

#[tokio::test]
async fn a_damaged_file_is_replaced_by_the_whole_one() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let kept = store.store_photo(b"picture".to_vec(), noon()).await.unwrap();
    std::fs::write(dir.path().join("photos").join(&kept.path), b"pic").unwrap();
    store.store_photo(b"picture".to_vec(), noon()).await.unwrap();
    assert_eq!(store.read_photo(&kept.path).await.unwrap(), b"picture");
}

#[tokio::test]
async fn a_png_is_known_by_its_content() {
    let dir = tempfile::tempdir().unwrap();
    let kept = store(dir.path()).store_photo(b"\x89PNG\r\n\x1a\nrest".to_vec(), noon()).await.unwrap();
    assert!(kept.path.ends_with(".png"));
}

#[tokio::test]
async fn an_unfinished_photo_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let mut file = PhotoFile::create(&store).await.unwrap();
    file.write(&vec![1; BUFFER + 1]).await.unwrap();
    assert_eq!(parts(dir.path()), 1);
    drop(file);
    assert_eq!(parts(dir.path()), 0);
}

#[tokio::test]
async fn a_fitted_picture_lies_beside_its_original_and_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let original = store.store_photo(b"large".to_vec(), noon()).await.unwrap();
    let fitted = store.store_fitted(&original.path, b"small".to_vec()).await.unwrap();
    assert_eq!(fitted.path, format!("2026/11/20/{}.fit.jpg", original.sha256));
    let again = store.store_fitted(&original.path, b"small".to_vec()).await.unwrap();
    assert_eq!(fitted, again);
    let other = store.store_fitted(&original.path, b"smaller".to_vec()).await.unwrap();
    assert_ne!(other.path, fitted.path, "the first one's bytes may be owed to the city");
    assert_eq!(store.read_photo(&fitted.path).await.unwrap(), b"small");
    assert_eq!(store.read_photo(&other.path).await.unwrap(), b"smaller");
}

#[tokio::test]
async fn reading_stays_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    for path in ["../gatehouse.db", "/etc/passwd", "2026/11/20/../../../../gatehouse.db", ""] {
        assert!(matches!(store.read_photo(path).await, Err(StoreError::BadPhotoPath(_))), "{path}");
        assert!(matches!(store.delete_photo(path).await, Err(StoreError::BadPhotoPath(_))), "{path}");
    }
}

#[tokio::test]
async fn a_missing_photo_is_not_found_and_deleting_it_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let kept = store.store_photo(b"picture".to_vec(), noon()).await.unwrap();
    store.delete_photo(&kept.path).await.unwrap();
    store.delete_photo(&kept.path).await.unwrap();
    assert!(store.read_photo(&kept.path).await.unwrap_err().is_not_found());
}

#[test]
fn opening_throws_away_old_unfinished_files_only() {
    let dir = tempfile::tempdir().unwrap();
    drop(store(dir.path()));
    let folder = dir.path().join("photos").join(PARTS);
    let make = |name: &str, modified: SystemTime| {
        let file = File::create(folder.join(name)).unwrap();
        file.set_modified(modified).unwrap();
    };
    let now = SystemTime::now();
    make("1-0.part", now - 2 * STALE);
    make("1-1.part", now);
    make("1-2.part", now + 2 * STALE);
    drop(store(dir.path()));
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["1-1.part"], "another process may be writing it");
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_is_an_error_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let photos = dir.path().join("photos");
    std::fs::remove_dir_all(&photos).unwrap();
    std::fs::write(&photos, "a file in the folder's place").unwrap();
    let error = store.store_photo(b"picture".to_vec(), noon()).await.unwrap_err();
    assert!(matches!(error, StoreError::File { .. }), "{error:?}");
    assert!(error.to_string().contains("photos"));
}
