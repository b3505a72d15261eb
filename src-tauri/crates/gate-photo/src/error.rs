use thiserror::Error;

/// Why a photo cannot be used. None of these gets better by trying again with the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// Neither a baseline or progressive JPEG of 8 bits nor PNG, BMP or WebP, judged by content, never by name.
    #[error("not a JPEG, PNG, BMP or WebP picture")]
    NotAPicture,
    /// It begins like a picture but is cut short or damaged; the text says where it fails.
    #[error("the picture is broken: {0}")]
    Broken(&'static str),
    /// More pixels than [`Limits::max_pixels`](crate::Limits::max_pixels), or than can be decoded within
    /// [`Limits::max_alloc`](crate::Limits::max_alloc). Judged from the header, before a pixel is decoded.
    #[error("the picture has too many pixels: {width}×{height}")]
    TooManyPixels {
        /// Pixels per line, as the header says.
        width: u32,
        /// Lines, as the header says.
        height: u32,
    },
    /// Three encodes did not come below the limit. Happens only with limits of a few kilobytes.
    #[error("the picture does not fit into {max_bytes} bytes")]
    CannotFit {
        /// The limit it was tried against, in bytes.
        max_bytes: usize,
    },
}

impl PhotoError {
    /// Whether the bytes are damaged, as opposed to being something else or too large.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }

    /// Whether the picture is sound but larger than we take.
    pub fn is_too_large(&self) -> bool {
        matches!(self, Self::TooManyPixels { .. } | Self::CannotFit { .. })
    }
}
