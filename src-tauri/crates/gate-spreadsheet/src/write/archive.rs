//! Several files in one, to be taken away: a .zip.

use std::io::{Cursor, Write};

use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

/// An archive that cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the archive cannot be made: {0}")]
pub struct ArchiveError(#[from] ZipError);

/// A .zip of files by their names, packed.
///
/// # Errors
/// Two files of one name, or one that is too large for the format.
pub fn archive<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, ArchiveError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(bytes).map_err(ZipError::from)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let files: [(&str, &[u8]); 2] = [("logs/one.log", b"one\n"), ("说明.txt", "文字".as_bytes())];
        let bytes = archive(files).unwrap();
        let mut read = ZipArchive::new(Cursor::new(bytes)).unwrap();
        for (name, expected) in files {
            let mut found = Vec::new();
            read.by_name(name).unwrap().read_to_end(&mut found).unwrap();
            assert_eq!(found, expected);
        }
        assert!(archive([("same", b"1".as_slice()), ("same", b"2".as_slice())]).is_err());
    }
}
