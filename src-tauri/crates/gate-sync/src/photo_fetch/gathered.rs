//! A photo gathered in memory, in no more of it than it has bytes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

/// Room is added in steps of this many bytes: doubling would take up to twice what a photo has.
const STEP: usize = 256 * 1024;

/// The bytes of a photo while it is fetched.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) bytes: Vec<u8>,
}

impl AsyncWrite for Gathered {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, chunk: &[u8]) -> Poll<io::Result<usize>> {
        let free = self.bytes.capacity() - self.bytes.len();
        if free < chunk.len() {
            self.bytes.reserve_exact(chunk.len().max(STEP));
        }
        self.bytes.extend_from_slice(chunk);
        Poll::Ready(Ok(chunk.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;

    #[tokio::test]
    async fn it_takes_little_more_than_its_bytes() {
        let mut gathered = Gathered::default();
        for _ in 0..300 {
            gathered.write_all(&[7; 16 * 1024]).await.unwrap();
        }
        assert_eq!(gathered.bytes.len(), 300 * 16 * 1024);
        assert!(gathered.bytes.capacity() <= gathered.bytes.len() + STEP);
    }
}
