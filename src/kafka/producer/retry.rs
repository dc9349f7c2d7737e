//! Appends a record for which no person waits: it tries until the log has the record.
//!
//! Must not give up by itself, but for an error that waiting cannot change.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::backoff;
use crate::kafka::producer::{Delivered, Outgoing, Producer, SendError};

/// The first wait before another attempt.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// No wait is longer than two times this.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// Why [`Producer::append_until`] ended without the record in the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The process ends. The last attempt may still be written.
    #[error("ended before Kafka had the record")]
    Cancelled,
    /// The record or the producer is at fault, see [`SendError::may_pass`].
    #[error(transparent)]
    Hopeless(#[from] SendError),
}

impl Producer {
    /// Appends until the log has the record, or `cancel` ends it, or it is hopeless.
    ///
    /// The record is queued when this returns, so records appended one after the other keep their order in a partition,
    /// unless one has to be tried again. The log may have it more than once, each time with the same event id. Logs once that
    /// it fails, once that an admin has to fix something, and once that it works again.
    pub fn append_until(
        &self,
        outgoing: Outgoing,
        cancel: &CancellationToken,
    ) -> impl Future<Output = Result<Delivered, AppendError>> + Send + 'static {
        let sent = self.send(outgoing.clone());
        self.clone().append_again(sent, outgoing, cancel.clone())
    }

    async fn append_again(
        self,
        first: impl Future<Output = Result<Delivered, SendError>>,
        outgoing: Outgoing,
        cancel: CancellationToken,
    ) -> Result<Delivered, AppendError> {
        let mut waits = backoff::waits(FIRST_WAIT, LONGEST_WAIT);
        let (mut has_failed, mut has_asked_for_a_fix) = (false, false);
        let mut first = Some(first);
        loop {
            let sent = async {
                match first.take() {
                    Some(first) => first.await,
                    None => self.send(outgoing.clone()).await,
                }
            };
            let outcome = tokio::select! {
                outcome = sent => outcome,
                () = cancel.cancelled() => return Err(AppendError::Cancelled),
            };
            let (topic, event) = (&*outgoing.topic, outgoing.envelope.event_id.as_deref());
            match outcome {
                Ok(delivered) => {
                    if has_failed {
                        tracing::info!(topic, event, "the record is written now");
                    }
                    return Ok(delivered);
                }
                Err(error) if !error.may_pass() => return Err(error.into()),
                // A broker that did not answer may answer again and refuse the record. Then waiting is not enough.
                Err(error) if !has_failed || (error.needs_fix() && !has_asked_for_a_fix) => {
                    has_failed = true;
                    has_asked_for_a_fix = error.needs_fix();
                    tracing::warn!(topic, event, %error, "a record could not be written; trying again until it is");
                }
                Err(error) => tracing::debug!(topic, event, %error, "the record is still not written"),
            }
            tokio::select! {
                () = tokio::time::sleep(waits.next().unwrap_or(LONGEST_WAIT)) => {}
                () = cancel.cancelled() => return Err(AppendError::Cancelled),
            }
        }
    }
}
