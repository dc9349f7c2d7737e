//! Why a record was not acknowledged. Each variant says what the caller can do.
//!
//! Must not call a record unwritten on a guess: "certainly not written" is only what librdkafka guarantees.

use crate::kafka::producer::Persistence;
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;

/// Why a record was not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The queue is full: nothing was written. Report it, or try later.
    #[error("too many records are waiting for Kafka")]
    QueueFull,
    /// It never reached a broker, and will not. Report it, or try again.
    #[error("not written: {0}")]
    NotWritten(String),
    /// It was sent and not acknowledged: the log may have it, now or later. Send it again with the same event id. A record
    /// that is given up is void by its `give_up_at`, and `withdrawn` follows it.
    #[error("possibly written: {0}")]
    PossiblyWritten(String),
    /// Certainly not written: the topic has no such partition, as far as the producer knows. It may get one.
    #[error("not written, there is no such partition: {0}")]
    NoPartition(String),
    /// Certainly not written until an admin fixes something: no such topic, or no permission.
    #[error("not written until an admin fixes Kafka: {0}")]
    NeedsFix(String),
    /// Certainly not written, and never will be: too large, or in a form that the broker refuses. Do not repeat it.
    #[error("refused for good: {0}")]
    Refused(String),
    /// The producer cannot write any more: end the process with this reason.
    #[error("the producer failed for good: {0}")]
    Fatal(String),
}

impl SendError {
    /// Whether the same record may succeed later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Fatal(_))
    }

    /// Whether it cannot succeed until an admin has fixed something.
    #[must_use]
    pub fn needs_fix(&self) -> bool {
        matches!(self, Self::NeedsFix(_) | Self::NoPartition(_))
    }

    /// Whether the log certainly does not have it, now and later.
    #[must_use]
    pub fn surely_not_written(&self) -> bool {
        !matches!(self, Self::PossiblyWritten(_) | Self::Fatal(_))
    }

    pub(crate) fn of(error: &KafkaError, persistence: Persistence) -> Self {
        use RDKafkaErrorCode as Code;
        let text = error.to_string();
        let Some(code) = error.rdkafka_error_code() else { return Self::Refused(text) };
        if code == Code::Fatal {
            return Self::Fatal(text);
        }
        if persistence != Persistence::Never {
            return Self::PossiblyWritten(text);
        }
        match code {
            Code::QueueFull => Self::QueueFull,
            Code::MessageSizeTooLarge
            | Code::InvalidMessageSize
            | Code::InvalidMessage
            | Code::InvalidRecord
            | Code::InvalidArgument
            | Code::InvalidTimestamp
            | Code::MessageBatchTooLarge => Self::Refused(text),
            // From librdkafka itself, at once. A broker answers UnknownTopicOrPartition.
            Code::UnknownPartition => Self::NoPartition(text),
            Code::UnknownTopic
            | Code::UnknownTopicOrPartition
            | Code::InvalidTopic
            | Code::TopicAuthorizationFailed
            | Code::ClusterAuthorizationFailed
            | Code::PolicyViolation => Self::NeedsFix(text),
            _ => Self::NotWritten(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unanswered_record_is_never_called_unwritten() {
        let error = KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut);
        assert!(SendError::of(&error, Persistence::Never).surely_not_written());
        assert!(!SendError::of(&error, Persistence::Possibly).surely_not_written());
        assert!(!SendError::of(&error, Persistence::Surely).surely_not_written());
    }

    #[test]
    fn an_error_that_an_admin_can_fix_may_pass_and_a_large_record_not() {
        let of = |code| SendError::of(&KafkaError::MessageProduction(code), Persistence::Never);
        assert!(of(RDKafkaErrorCode::UnknownTopicOrPartition).may_pass());
        assert!(of(RDKafkaErrorCode::TopicAuthorizationFailed).needs_fix());
        assert!(!of(RDKafkaErrorCode::MessageTimedOut).needs_fix());
        assert!(!of(RDKafkaErrorCode::MessageSizeTooLarge).may_pass());
        assert!(!of(RDKafkaErrorCode::Fatal).may_pass());
    }
}
