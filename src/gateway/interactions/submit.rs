//! Appends one record that a person waits for, and answers them (docs/protocol.md#rule-1).
//!
//! The person reads "Sent" only after the broker's acknowledgement, otherwise "NOT sent" after 9 s at the latest. A
//! `withdrawn` is then appended, with retries until the process ends, so that "NOT sent" stays true.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::alert::{AlertId, EventId, Kind};
use crate::alert_log::codec;
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral::Reply;
use crate::discord::rest::{Call, Priority};
use crate::gateway::context::{Context, contained};
use crate::gateway::interactions::response::{FirstAnswered, Response, Shown};
use crate::kafka::producer::{AppendError, Delivered, Outgoing, SendError};

/// A record that the broker appends later than this after the interaction is void to every reader.
pub(crate) const GIVE_UP_SECONDS: i64 = 7;

/// After this time a record that was not acknowledged counts as NOT sent, and the person has read so.
pub(crate) const NOT_SENT_SECONDS: i64 = 9;
const NOT_SENT: Duration = Duration::from_secs(NOT_SENT_SECONDS.unsigned_abs());

/// How long the first answer waits for the broker.
const FIRST_ANSWER_WAITS: Duration = Duration::from_millis(500);

/// The gateway reports a late acknowledgement only if its "Sending…" is still there at this time, because the board's
/// answer says more (docs/protocol.md#rule-2). If it overwrites an answer that the board is just writing, the board
/// restores it (`board/effects/restore_answer.rs`).
const LATE_SENT: Duration = Duration::from_millis(7_500);

/// How long to read whether another gateway's record was in time. It is short, because until the record is withdrawn,
/// neighbors may be notified of an alert whose parent reads "NOT sent".
const LAST_READ: Duration = Duration::from_secs(2);

/// Everything that the person reads in private about one record.
pub(crate) struct Replies {
    /// The broker has not answered yet.
    pub(crate) sending: Reply,
    /// The broker has the record.
    pub(crate) sent: Reply,
    /// The record does not count.
    pub(crate) not_sent: Reply,
    /// The alert can't be in any log.
    pub(crate) no_such_alert: Reply,
}

/// A record and its answers.
pub(crate) struct Submission {
    /// The metric's label.
    pub(crate) kind: &'static str,
    pub(crate) alert: AlertId,
    /// The partition of the alert's log.
    pub(crate) home: i32,
    /// The interaction.
    pub(crate) event: EventId,
    pub(crate) outgoing: Outgoing,
    pub(crate) give_up_at: Timestamp,
    /// Whether a record that was NOT sent is withdrawn. Any other is void where it comes late, and the card says how it is
    /// where it came in time (docs/protocol.md#rule-21).
    pub(crate) withdraws: bool,
    pub(crate) replies: Replies,
}

/// Whether the record counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    /// The broker appended it in time.
    Sent,
    /// It does not count, or is not confirmed. A `withdrawn` follows where the submission says so, because it may be in the
    /// log or be appended later.
    NotSent,
    /// Its partition does not exist, so it cannot be appended and needs no `withdrawn`: the button is forged, or older
    /// than the topic.
    NoPartition,
}

/// What the person was told, for log and metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Sent,
    SentLate,
    NotSent,
    NoPartition,
    GotThrough,
    AnotherGateway,
    Unknown,
}

impl Outcome {
    fn label(self) -> &'static str {
        match self {
            Outcome::Sent => "sent",
            Outcome::SentLate => "sent_late",
            Outcome::NotSent => "not_sent",
            Outcome::NoPartition => "refused",
            Outcome::GotThrough => "got_through",
            Outcome::AnotherGateway => "another_gateway",
            Outcome::Unknown => "unheard",
        }
    }
}

impl Context {
    /// Appends the record and answers. Returns whether the person was told by this gateway that it was sent.
    pub(crate) async fn submit(self: &Arc<Self>, submission: Submission, mut response: Response) -> bool {
        let outcome = self.append_and_answer(&submission, &mut response).await;
        self.count(submission.kind, outcome.label());
        tracing::info!(
            alert_id = %submission.alert, interaction_id = %submission.event, kind = submission.kind, outcome = outcome.label(),
            took_ms = response.received().instant.elapsed().as_millis(), "an interaction was answered"
        );
        matches!(outcome, Outcome::Sent | Outcome::SentLate)
    }

    /// Tells the person that nothing is sent, for a reason that another gateway may not see. What that one has sent is
    /// withdrawn (docs/protocol.md#rule-22).
    pub(crate) async fn refuse_and_withdraw(
        self: &Arc<Self>,
        submission: &Submission,
        response: Response,
        reply: &Reply,
    ) {
        if self.answer(submission.kind, response, reply, "refused").await != FirstAnswered::ByAnother {
            self.withdraw(&submission.alert, submission.home, &submission.event);
        }
    }

    /// Tells the person more, in a private message after the answer. It is a courtesy, so it is tried once.
    pub(crate) async fn follow_up(&self, interaction: &Interaction, reply: &Reply) {
        let (application, token) = (interaction.application_id, &interaction.token);
        let told = self.rest.follow_up(Call::new(Priority::Answer), application, token, &reply.follow_up()).await;
        if let Err(error) = told {
            tracing::debug!(interaction_id = %interaction.id, %error, "a message after the answer was not written");
        }
    }

    async fn append_and_answer(self: &Arc<Self>, submission: &Submission, response: &mut Response) -> Outcome {
        let received = response.received();
        let mut report = std::pin::pin!(self.append(submission.outgoing.clone()));
        if let Ok(report) = timeout_at(received.plus(FIRST_ANSWER_WAITS), &mut report).await {
            let delivery = self.delivery(submission, &report);
            let answered = response.begin(submission.reply(delivery)).await;
            if let (true, Ok(delivered)) = (response.was_answered_elsewhere(), &report) {
                self.answered_elsewhere(&submission.outgoing.topic, &submission.event, *delivered);
            }
            return match (answered, delivery) {
                (FirstAnswered::ByAnother, _) => Outcome::AnotherGateway,
                (FirstAnswered::ByUs, Delivery::Sent) => Outcome::Sent,
                (FirstAnswered::Unknown, Delivery::Sent) => Outcome::Unknown,
                (FirstAnswered::ByUs | FirstAnswered::Unknown, Delivery::NotSent) => {
                    self.withdraw_if_due(submission);
                    Outcome::NotSent
                }
                (FirstAnswered::ByUs, Delivery::NoPartition) => Outcome::NoPartition,
                (FirstAnswered::Unknown, Delivery::NoPartition) => Outcome::Unknown,
            };
        }
        let answered = response.begin(&submission.replies.sending).await;
        if answered == FirstAnswered::ByAnother {
            return Outcome::AnotherGateway;
        }
        let delivery = match timeout_at(received.plus(NOT_SENT), &mut report).await {
            Ok(report) => self.delivery(submission, &report),
            Err(_) => {
                tracing::warn!(alert_id = %submission.alert, interaction_id = %submission.event, "Kafka did not answer in time");
                Delivery::NotSent
            }
        };
        match delivery {
            Delivery::Sent => self.sent_late(submission, response).await,
            Delivery::NotSent | Delivery::NoPartition => self.not_sent(submission, response, delivery).await,
        }
    }

    fn delivery(&self, submission: &Submission, report: &Result<Delivered, SendError>) -> Delivery {
        match report {
            Ok(delivered) if delivered.is_void(submission.give_up_at) => {
                tracing::warn!(alert_id = %submission.alert, interaction_id = %submission.event, "Kafka appended it too late: it is void");
                Delivery::NotSent
            }
            Ok(_) => Delivery::Sent,
            // A partition that the configuration has is missing from the topic only for now.
            Err(SendError::NoPartition(_)) if submission.home >= self.kafka.partitions => {
                tracing::debug!(alert_id = %submission.alert, interaction_id = %submission.event, home = submission.home, "a partition that does not exist");
                Delivery::NoPartition
            }
            Err(error) => {
                tracing::warn!(alert_id = %submission.alert, interaction_id = %submission.event, %error, "not sent");
                Delivery::NotSent
            }
        }
    }

    /// The acknowledgement came after the person read "Sending…".
    async fn sent_late(&self, submission: &Submission, response: &mut Response) -> Outcome {
        sleep_until(response.received().plus(LATE_SENT)).await;
        match response.read().await {
            Shown::Boards => Outcome::SentLate,
            Shown::Nothing | Shown::Unknown => Outcome::Unknown,
            // An unreadable answer is replaced, too: "Sending…" would become wrong, and "Sent" is true in any case.
            Shown::Ours | Shown::Unreadable => match response.rewrite(&submission.replies.sent).await {
                Ok(()) => Outcome::SentLate,
                Err(error) => {
                    tracing::warn!(
                        alert_id = %submission.alert, interaction_id = %submission.event, %error,
                        "it was sent, but the person could not be told"
                    );
                    Outcome::Unknown
                }
            },
        }
    }

    /// The broker did not acknowledge in time, or appended it too late to count.
    async fn not_sent(
        self: &Arc<Self>,
        submission: &Submission,
        response: &mut Response,
        delivery: Delivery,
    ) -> Outcome {
        if response.read_until(Instant::now() + LAST_READ).await == Shown::Boards {
            // Another gateway's record of the same interaction was in time.
            return Outcome::GotThrough;
        }
        if delivery == Delivery::NotSent {
            self.withdraw_if_due(submission);
        }
        if let Err(error) = response.rewrite(submission.reply(delivery)).await {
            // "Sending…" says the same from now on.
            tracing::debug!(interaction_id = %submission.event, %error, "\"NOT sent\" could not be written");
        }
        if delivery == Delivery::NoPartition { Outcome::NoPartition } else { Outcome::NotSent }
    }

    fn withdraw_if_due(self: &Arc<Self>, submission: &Submission) {
        if submission.withdraws {
            self.withdraw(&submission.alert, submission.home, &submission.event);
        }
    }

    /// Appends `withdrawn` for the event, and retries until the process ends.
    pub(crate) fn withdraw(self: &Arc<Self>, alert: &AlertId, home: i32, event: &EventId) {
        let kind = Kind::Withdrawn { event_id: event.clone() };
        let id = kind.own_id(alert);
        let outgoing = codec::outgoing(&self.kafka, home, alert, kind, &id, "gateway");
        let (context, alert) = (Arc::clone(self), alert.clone());
        self.under_way.spawn(contained("withdrawing", async move {
            if !context.topics_exist().await {
                // Without the topics nothing was appended, so nothing has to be withdrawn.
                return;
            }
            match context.producer.append_until(outgoing, &context.gone).await {
                Ok(_) => tracing::info!(alert_id = %alert, event_id = %id, "withdrawn"),
                Err(AppendError::Cancelled) => tracing::error!(
                    alert_id = %alert, event_id = %id,
                    "the process ends before a record was withdrawn whose person read that it does not count"
                ),
                Err(AppendError::Hopeless(error)) => tracing::error!(
                    alert_id = %alert, event_id = %id, %error,
                    "Kafka refuses to withdraw a record whose person read that it does not count"
                ),
            }
        }));
    }
}

impl Submission {
    /// What the person reads.
    fn reply(&self, delivery: Delivery) -> &Reply {
        match delivery {
            Delivery::Sent => &self.replies.sent,
            Delivery::NotSent => &self.replies.not_sent,
            Delivery::NoPartition => &self.replies.no_such_alert,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::Millis;
    use crate::discord::render::ephemeral;
    use crate::discord::text::Language;
    use crate::gateway::context::{Received, staged};

    fn submission(context: &Context) -> Submission {
        let alert = AlertId::new("1305193870427029544").expect("digits");
        let kind = Kind::Withdrawn { event_id: alert.event() };
        Submission {
            kind: "claim",
            home: 0,
            event: alert.event(),
            outgoing: codec::outgoing(&context.kafka, 0, &alert, kind, &alert.event(), "gateway"),
            give_up_at: Timestamp::now(),
            withdraws: true,
            replies: Replies {
                sending: ephemeral::press_sending(Language::English, Millis(0)),
                sent: ephemeral::submitted(Language::English, crate::discord::action::Action::Claim),
                not_sent: ephemeral::claim_not_sent(Language::English, None),
                no_such_alert: ephemeral::claim_of_no_alert(Language::English),
            },
            alert,
        }
    }

    fn response(context: &Context) -> Response {
        let interaction = serde_json::from_value(serde_json::json!({
            "id": "1305193870427029544", "application_id": "2", "type": 3, "token": "t0ken",
        }));
        let now = Instant::now();
        // "Sending…" is about to become wrong.
        let received = Received { at: Timestamp::now(), instant: now.checked_sub(LATE_SENT).unwrap_or(now) };
        Response::new(context, &interaction.expect("an interaction"), received)
    }

    #[tokio::test]
    async fn a_late_acknowledgement_is_told_even_if_the_answer_is_unreadable() {
        let (context, mut requests) = staged::context(r#"{"content": ["Discord's next kind of text"]}"#).await;
        let outcome = context.sent_late(&submission(&context), &mut response(&context)).await;
        assert_eq!(outcome, Outcome::SentLate);
        let lines: Vec<_> = std::iter::from_fn(|| requests.try_recv().ok()).collect();
        let [(read, _), (write, body)] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(read.starts_with("GET ") && write.starts_with("PATCH "), "{lines:?}");
        assert_eq!(body["content"], submission(&context).replies.sent.content());
    }
}
