//! A request body that calls the caller's check once more when it is written (docs/protocol.md#rule-9,
//! `docs/decisions/0008-one-attempt-per-call.md`). A request without a body has no such check.
//!
//! With HTTP/1, hyper 1.12 buffers head and body before it sends (`proto/h1/dispatch.rs`), so nothing is sent if the
//! check refuses. With HTTP/2 the head may have been sent; the stream then ends without the body.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::discord::rest::call::StillAllowed;

/// Set by [`Checked`] if the check refused. A response or error after that does not come from Discord.
#[derive(Debug, Clone, Default)]
pub(crate) struct Withheld(Arc<AtomicBool>);

impl Withheld {
    pub(crate) fn is_so(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A body that is sent only if the check allows it when the body is read.
pub(crate) struct Checked {
    bytes: Option<Bytes>,
    allowed: StillAllowed,
    withheld: Withheld,
}

#[derive(Debug, thiserror::Error)]
#[error("no longer allowed when it was about to be written")]
pub(crate) struct NotAllowed;

impl Checked {
    pub(crate) fn new(bytes: Vec<u8>, allowed: StillAllowed) -> (Self, Withheld) {
        let withheld = Withheld::default();
        (Self { bytes: Some(bytes.into()), allowed, withheld: withheld.clone() }, withheld)
    }
}

impl Body for Checked {
    type Data = Bytes;
    type Error = NotAllowed;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, NotAllowed>>> {
        let Some(bytes) = self.bytes.take() else { return Poll::Ready(None) };
        if self.allowed.ask() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        self.withheld.0.store(true, Ordering::Release);
        Poll::Ready(Some(Err(NotAllowed)))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
