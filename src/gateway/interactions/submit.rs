//! One record that somebody waits for, and what they are told of it (protocol 1, 2).
//!
//! "Sent" is said on the broker's word only. Without it the person reads "NOT sent" after 9 s at the latest, and then a
//! `withdrawn` is appended for as long as this process lives, so that it stays true.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::alert::{AlertId, EventId, Kind, Millis};
use crate::alert_log::codec;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::gateway::context::{Desk, contained};
use crate::gateway::interactions::response::{Began, Conversation, Stands};
use crate::kafka::producer::AppendError;
use crate::kafka::producer::SendError;
use crate::kafka::producer::{Delivered, Outgoing};

/// Appended later than this after its receipt, a record is void to everyone.
pub(crate) const GIVE_UP_SECONDS: i64 = 7;

/// From then on what was not acknowledged was NOT sent, and the person has read so.
const NOT_SENT_SECONDS: i64 = 9;
const NOT_SENT: Duration = Duration::from_secs(NOT_SENT_SECONDS.unsigned_abs());

/// Within this the first answer can wait for the broker.
const FIRST_WORD: Duration = Duration::from_millis(500);

/// From the acknowledgement on the board writes (protocol 2), and its words say more. So a late acknowledgement is told
/// here only where "not sent yet" still stands when it is about to come true: the longer the board is let go first, the
/// less may it be just about to write, because what it writes between the look and the word would be written over.
const LATE_WORD: Duration = Duration::from_millis(7_500);

/// So long may the look take whether the record of another gateway got through. The record may turn up at any moment, and
/// each moment until it is taken back is one in which neighbors are called by what its parent reads was NOT sent.
const LAST_LOOK: Duration = Duration::from_secs(2);

/// A record and the words that go with it.
pub(crate) struct Errand {
    /// The metric's label.
    pub(crate) kind: &'static str,
    pub(crate) alert: AlertId,
    /// The partition of the alert's log.
    pub(crate) home: i32,
    /// The interaction.
    pub(crate) event: EventId,
    pub(crate) outgoing: Outgoing,
    pub(crate) give_up_at: Timestamp,
    pub(crate) sent: Reply,
    pub(crate) not_sent: Reply,
}

/// What became of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    /// The broker has it, and had it in time.
    Sent,
    /// It counts for nothing, and `withdrawn` has to say so wherever it may turn up.
    NotSent,
    /// Its partition is none, so that it can turn up nowhere and nothing is left to be said in the log: the button is
    /// forged, or older than the topic.
    Nowhere,
}

/// What the person was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Sent,
    SentLate,
    NotSent,
    Nowhere,
    GotThrough,
    AnotherGateway,
    Unheard,
}

impl Told {
    fn label(self) -> &'static str {
        match self {
            Told::Sent => "sent",
            Told::SentLate => "sent_late",
            Told::NotSent => "not_sent",
            Told::Nowhere => "refused",
            Told::GotThrough => "got_through",
            Told::AnotherGateway => "another_gateway",
            Told::Unheard => "unheard",
        }
    }
}

impl Desk {
    /// Appends the record and answers.
    pub(crate) async fn run_errand(self: Arc<Self>, errand: Errand, mut conversation: Conversation) {
        let told = self.carry_out(&errand, &mut conversation).await;
        self.count(errand.kind, told.label());
        tracing::info!(
            alert_id = %errand.alert, interaction_id = %errand.event, kind = errand.kind, outcome = told.label(),
            took_ms = conversation.received().instant.elapsed().as_millis(), "an interaction was dealt with"
        );
    }

    async fn carry_out(self: &Arc<Self>, errand: &Errand, conversation: &mut Conversation) -> Told {
        let received = conversation.received();
        let mut report = std::pin::pin!(self.append(errand.outgoing.clone()));
        if let Ok(report) = timeout_at(received.plus(FIRST_WORD), &mut report).await {
            let became = self.became(errand, &report);
            let began = conversation.begin(&errand.words_of(became)).await;
            return match (began, became) {
                (Began::Theirs, _) => Told::AnotherGateway,
                (Began::Ours, Became::Sent) => Told::Sent,
                (Began::Unheard, Became::Sent) => Told::Unheard,
                (Began::Ours | Began::Unheard, Became::NotSent) => {
                    self.withdraw(errand);
                    Told::NotSent
                }
                (Began::Ours, Became::Nowhere) => Told::Nowhere,
                (Began::Unheard, Became::Nowhere) => Told::Unheard,
            };
        }
        let until = Millis::from(received.at_plus(NOT_SENT_SECONDS));
        let began = conversation.begin(&ephemeral::not_sent_yet(until)).await;
        if began == Began::Theirs {
            return Told::AnotherGateway;
        }
        let became = match timeout_at(received.plus(NOT_SENT), &mut report).await {
            Ok(report) => self.became(errand, &report),
            Err(_) => {
                tracing::warn!(alert_id = %errand.alert, interaction_id = %errand.event, "Kafka did not answer in time");
                Became::NotSent
            }
        };
        match became {
            Became::Sent => self.sent_late(errand, conversation).await,
            Became::NotSent | Became::Nowhere => self.not_sent(errand, conversation, became).await,
        }
    }

    fn became(&self, errand: &Errand, report: &Result<Delivered, SendError>) -> Became {
        match report {
            Ok(delivered) if delivered.is_void(errand.give_up_at) => {
                tracing::warn!(alert_id = %errand.alert, interaction_id = %errand.event, "Kafka took it too late: it is void");
                Became::NotSent
            }
            Ok(_) => Became::Sent,
            // Where the configuration has the partition, the topic lacks it for now only.
            Err(SendError::NoPartition(_)) if errand.home >= self.kafka.partitions => {
                tracing::debug!(alert_id = %errand.alert, interaction_id = %errand.event, home = errand.home, "a home that there is not");
                Became::Nowhere
            }
            Err(error) => {
                tracing::warn!(alert_id = %errand.alert, interaction_id = %errand.event, %error, "not sent");
                Became::NotSent
            }
        }
    }

    /// The broker's word came after "not sent yet" was said.
    async fn sent_late(&self, errand: &Errand, conversation: &mut Conversation) -> Told {
        sleep_until(conversation.received().plus(LATE_WORD)).await;
        match conversation.look().await {
            Stands::Boards => Told::SentLate,
            Stands::Nothing | Stands::Unseen => Told::Unheard,
            // What can't be read is written over too: else "not sent yet" may come to lie, and this is true in any case.
            Stands::Ours | Stands::Unreadable => match conversation.rewrite(&errand.sent).await {
                Ok(()) => Told::SentLate,
                Err(error) => {
                    tracing::warn!(
                        alert_id = %errand.alert, interaction_id = %errand.event, %error,
                        "it was sent, but the person could not be told so"
                    );
                    Told::Unheard
                }
            },
        }
    }

    /// There was no word of the broker in time, or it came too late to count.
    async fn not_sent(self: &Arc<Self>, errand: &Errand, conversation: &mut Conversation, became: Became) -> Told {
        if conversation.look_until(Instant::now() + LAST_LOOK).await == Stands::Boards {
            // Another gateway's record of the same interaction was in time.
            return Told::GotThrough;
        }
        if became == Became::NotSent {
            self.withdraw(errand);
        }
        if let Err(error) = conversation.rewrite(&errand.words_of(became)).await {
            // What stands there says the same from now on.
            tracing::debug!(interaction_id = %errand.event, %error, "\"NOT sent\" could not be written");
        }
        if became == Became::Nowhere { Told::Nowhere } else { Told::NotSent }
    }

    /// Appends that the event does not count, and tries that for as long as the process lives.
    fn withdraw(self: &Arc<Self>, errand: &Errand) {
        let kind = Kind::Withdrawn { event_id: errand.event.clone() };
        let id = kind.own_id(&errand.alert);
        let outgoing = codec::outgoing(&self.kafka, errand.home, &errand.alert, kind, &id, "gateway");
        let (desk, alert) = (Arc::clone(self), errand.alert.clone());
        self.under_way.spawn(contained("withdrawing", async move {
            if !desk.topics_are_there().await {
                // Then nothing was appended that could be taken back.
                return;
            }
            match desk.producer.append_until(outgoing, &desk.gone).await {
                Ok(_) => tracing::info!(alert_id = %alert, event_id = %id, "withdrawn"),
                Err(AppendError::Cancelled) => tracing::error!(
                    alert_id = %alert, event_id = %id,
                    "the process ends before Kafka took back what a person was told was NOT sent"
                ),
                Err(AppendError::Hopeless(error)) => tracing::error!(
                    alert_id = %alert, event_id = %id, %error,
                    "Kafka does not take back what a person was told was NOT sent"
                ),
            }
        }));
    }
}

impl Errand {
    /// What the person reads of it.
    fn words_of(&self, became: Became) -> Cow<'_, Reply> {
        match became {
            Became::Sent => Cow::Borrowed(&self.sent),
            Became::NotSent => Cow::Borrowed(&self.not_sent),
            Became::Nowhere => Cow::Owned(ephemeral::leads_nowhere()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::context::{Received, staged};

    fn errand(desk: &Desk) -> Errand {
        let alert = AlertId::new("1305193870427029544").expect("digits");
        let kind = Kind::Withdrawn { event_id: alert.event() };
        Errand {
            kind: "claim",
            home: 0,
            event: alert.event(),
            outgoing: codec::outgoing(&desk.kafka, 0, &alert, kind, &alert.event(), "gateway"),
            give_up_at: Timestamp::now(),
            sent: ephemeral::passed_on(),
            not_sent: ephemeral::click_not_sent(),
            alert,
        }
    }

    fn conversation(desk: &Desk) -> Conversation {
        let interaction = serde_json::from_value(serde_json::json!({
            "id": "1305193870427029544", "application_id": "2", "type": 3, "token": "t0ken",
        }));
        let now = Instant::now();
        // "Not sent yet" is about to come true.
        let received = Received { at: Timestamp::now(), instant: now.checked_sub(LATE_WORD).unwrap_or(now) };
        Conversation::new(desk, &interaction.expect("an interaction"), received)
    }

    #[tokio::test]
    async fn a_late_acknowledgement_is_told_also_where_what_stands_there_cannot_be_read() {
        let (desk, mut taken) = staged::desk(r#"{"content": ["Discord's next kind of text"]}"#).await;
        let told = desk.sent_late(&errand(&desk), &mut conversation(&desk)).await;
        assert_eq!(told, Told::SentLate);
        let lines: Vec<_> = std::iter::from_fn(|| taken.try_recv().ok()).collect();
        let [(look, _), (word, body)] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(look.starts_with("GET ") && word.starts_with("PATCH "), "{lines:?}");
        assert_eq!(body["content"], errand(&desk).sent.content());
    }
}
