//! What a photo's path may look like, and that it stays inside the photo folder.

use std::path::{Path, PathBuf};

use gate_core::time::UtcMillis;

use crate::error::StoreError;

/// A path below `photos/` that has been checked: `YYYY/MM/DD/<sha256>[.fit[-<8 hex>]].(jpg|png|bmp|webp)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PhotoPath(String);

impl PhotoPath {
    /// An original, in the folder of its day in China.
    pub(crate) fn original(taken_at: UtcMillis, sha256: &str, ext: &str) -> PhotoPath {
        let (year, month, day) = taken_at.china_ymd();
        PhotoPath(format!("{year:04}/{month:02}/{day:02}/{sha256}.{ext}"))
    }

    /// The fitted picture beside it; `md5` tells apart a second one of the same original.
    pub(crate) fn fitted(&self, md5: Option<&str>) -> PhotoPath {
        let stem = self.0.split_once('.').map_or(self.0.as_str(), |(stem, _)| stem);
        PhotoPath(match md5 {
            None => format!("{stem}.fit.jpg"),
            Some(md5) => format!("{stem}.fit-{}.jpg", &md5[..8]),
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// Accepts exactly what this crate makes; anything else is not a photo's path.
pub(crate) fn parse(text: &str) -> Result<PhotoPath, StoreError> {
    if is_photo_path(text) {
        Ok(PhotoPath(text.to_owned()))
    } else {
        Err(StoreError::BadPhotoPath(text.chars().take(120).collect()))
    }
}

fn is_photo_path(text: &str) -> bool {
    let mut parts = text.split('/');
    let (Some(year), Some(month), Some(day), Some(name), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(year, 4) && digits(month, 2) && digits(day, 2) && is_name(name)
}

fn is_name(name: &str) -> bool {
    let Some((sha256, rest)) = name.split_once('.') else { return false };
    let Some((fit, ext)) = rest.rsplit_once('.').map_or(Some(("", rest)), Some) else { return false };
    let fit = match fit.strip_prefix("fit") {
        Some("") => true,
        Some(mark) => mark.strip_prefix('-').is_some_and(|mark| is_hex(mark, 8)),
        None => fit.is_empty() && !rest.starts_with('.'),
    };
    is_hex(sha256, 64) && fit && matches!(ext, "jpg" | "png" | "bmp" | "webp")
}

fn is_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The file, after every link on the way was followed and still leads below `root`.
pub(crate) fn resolve(root: &Path, path: &PhotoPath) -> Result<PathBuf, StoreError> {
    let wanted = root.join(path.as_str());
    let failed = |source| StoreError::file("find", &wanted, source);
    let root = root.canonicalize().map_err(failed)?;
    let file = wanted.canonicalize().map_err(failed)?;
    if file.starts_with(&root) && file.is_file() {
        Ok(file)
    } else {
        Err(StoreError::BadPhotoPath(path.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash() -> String {
        "0123456789abcdef".repeat(4)
    }

    #[test]
    fn what_is_made_here_is_accepted() {
        let at = UtcMillis::parse_china("2026-11-20 00:30:00").unwrap();
        let original = PhotoPath::original(at, &hash(), "jpg");
        assert_eq!(original.as_str(), format!("2026/11/20/{}.jpg", hash()), "the day is China's, not UTC's");
        for path in [
            original.clone(),
            original.fitted(None),
            original.fitted(Some("00112233445566778899aabbccddeeff")),
            PhotoPath::original(at, &hash(), "png"),
            PhotoPath::original(at, &hash(), "bmp"),
            PhotoPath::original(at, &hash(), "webp"),
        ] {
            assert_eq!(parse(path.as_str()).unwrap(), path);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let hash = hash();
        for text in [
            String::new(),
            format!("/2026/11/20/{hash}.jpg"),
            format!("../2026/11/20/{hash}.jpg"),
            format!("2026/11/../{hash}.jpg"),
            format!("2026/11/20/{hash}.jpg/.."),
            format!("2026/11/20/%2e%2e/{hash}.jpg"),
            format!("2026\\11\\20\\{hash}.jpg"),
            format!("2026/11/20/{}.jpg", &hash[1..]),
            format!("2026/11/20/{}.jpg", hash.to_uppercase()),
            format!("2026/11/20/{hash}.gif"),
            format!("2026/11/20/{hash}..jpg"),
            format!("2026/11/20/{hash}.fit-1234567.jpg"),
            format!("2026/11/20/{hash}.fitted.jpg"),
            format!("2026/11/20/{hash}.jpg\0"),
            format!("C:/11/20/{hash}.jpg"),
            "2026/11/20/gatehouse.db".to_owned(),
        ] {
            assert!(parse(&text).is_err(), "{text:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_outside_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("photos");
        std::fs::create_dir_all(root.join("2026/11/20")).unwrap();
        std::fs::write(dir.path().join("secret"), "x").unwrap();
        let path = parse(&format!("2026/11/20/{}.jpg", hash())).unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret"), root.join(path.as_str())).unwrap();
        assert!(matches!(resolve(&root, &path), Err(StoreError::BadPhotoPath(_))));
    }

    proptest! {
        #[test]
        fn no_text_leads_out_of_the_folder(text in ".{0,120}") {
            if let Ok(path) = parse(&text) {
                prop_assert!(!path.as_str().contains(".."));
                prop_assert!(Path::new("/photos").join(path.as_str()).starts_with("/photos/"));
            }
        }
    }
}
