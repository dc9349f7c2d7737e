//! Appending without a person waiting: again and again until the log has the record.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio_util::sync::CancellationToken;

use crate::kafka::producer::{Delivered, Outgoing, Producer, SendError};

/// Why [`Producer::append_until`] ended without the record in the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The process ends; the last attempt may still be written.
    #[error("ended before Kafka had the record")]
    Cancelled,
    /// The record or the producer is at fault: see [`SendError::may_pass`].
    #[error(transparent)]
    Hopeless(#[from] SendError),
}

impl Producer {
    /// Appends until the log has the record, or `cancel` ends it, or it is hopeless.
    ///
    /// The record is on its way when this returns, so that what is appended one after the other gets into a partition in
    /// that order, unless one has to be tried again. It may be in the log more than once, each time with the same event id.
    /// Says in the log once that it fails, once that an admin has to mend something, and once that it works again.
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
        let mut backoff = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(100))
            .with_max_delay(Duration::from_secs(3))
            .with_jitter()
            .without_max_times()
            .build();
        let (mut failed, mut told_to_mend) = (false, false);
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
                    if failed {
                        tracing::info!(topic, event, "the record is written now");
                    }
                    return Ok(delivered);
                }
                Err(error) if !error.may_pass() => return Err(error.into()),
                // A broker that was away may be back and refuse it: waiting is not enough then.
                Err(error) if !failed || (error.needs_mending() && !told_to_mend) => {
                    failed = true;
                    told_to_mend = error.needs_mending();
                    tracing::warn!(topic, event, %error, "a record could not be written; trying until it is");
                }
                Err(error) => tracing::debug!(topic, event, %error, "the record is still not written"),
            }
            // Without a bound of times the backoff never ends.
            let pause = backoff.next().unwrap_or(Duration::from_secs(3));
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = cancel.cancelled() => return Err(AppendError::Cancelled),
            }
        }
    }
}
