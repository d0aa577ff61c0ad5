//! A request's body, as chunks in memory.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// Chunks, sent as they are, with their exact length.
#[derive(Debug)]
pub(super) struct Chunks {
    chunks: VecDeque<Bytes>,
    remaining: u64,
}

impl Chunks {
    pub(super) fn new(chunks: Vec<Bytes>) -> Self {
        let remaining = chunks.iter().map(|chunk| chunk.len() as u64).sum();
        Self { chunks: chunks.into_iter().filter(|chunk| !chunk.is_empty()).collect(), remaining }
    }
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.chunks.pop_front();
        self.remaining -= next.as_ref().map_or(0, |chunk| chunk.len() as u64);
        Poll::Ready(next.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.chunks.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn a_body_is_sent_in_the_chunks_it_was_given() {
        let chunks: Vec<Bytes> = vec![vec![1; 3].into(), Bytes::new(), vec![2; 5].into()];
        let mut body = Chunks::new(chunks.clone());
        assert_eq!(body.size_hint().exact(), Some(8));
        for chunk in [&chunks[0], &chunks[2]] {
            let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
            assert!(std::ptr::eq(frame.as_ptr(), chunk.as_ptr()), "not copied");
        }
        assert!(body.is_end_stream() && body.size_hint().exact() == Some(0));
    }
}
