//! The last check, made in the moment in which a request is written (docs/protocol.md#rule-9).
//!
//! Between a caller's check and the write lie a connection that may have to be made, and other tasks' turns: a process
//! frozen there would send when it is thawed what it may no longer send. So the body itself asks. HTTP/1 takes head
//! and body into one buffer before anything goes out (hyper 1.12, `proto/h1/dispatch.rs`), so that nothing arrives where
//! the answer is no; HTTP/2 may have sent the head, and ends the stream without the body. What has no body has no such
//! check.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::discord::rest::call::StillAllowed;

/// Told by [`Checked`] where it withheld itself: what then comes back is no outcome of Discord's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Withheld(Arc<AtomicBool>);

impl Withheld {
    pub(crate) fn is_so(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A body that goes out if it is still allowed when it is taken.
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
