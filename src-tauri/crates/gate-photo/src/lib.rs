//! Photos: bounded decoding, fitting under a byte limit, thumbnails.
