//! Many alerts at once, what their parents read, and whether that came true.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fake_discord::Interaction;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::support::neighborhood::type_needhelp;
use crate::support::{Neighborhood, Shown, unique};

/// Within this a person knows whether it was sent.
pub const ANSWER: Duration = Duration::from_secs(10);

/// What a person read in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Sent,
    NotSent,
    /// Neither within the bound.
    Nothing,
}

impl Neighborhood {
    /// Sarah types `/needhelp` for all of these, some at a time, and reads the answers.
    pub fn needhelp_all(&self, children: impl IntoIterator<Item = String>) -> JoinSet<(String, Told)> {
        let room = Arc::new(Semaphore::new(6));
        let mut tasks = JoinSet::new();
        for child in children {
            let (discord, room) = (Arc::clone(&self.discord), Arc::clone(&room));
            tasks.spawn(async move {
                let _turn = room.acquire().await.expect("not closed");
                let asked = type_needhelp(&discord, &child, None).await;
                let told = told(&asked, ANSWER).await;
                (child, told)
            });
        }
        tasks
    }

    /// Waits for the cards of all of these.
    pub async fn carded(&self, children: &BTreeSet<String>, bound: Duration) {
        let channel = self.channel().within(bound);
        let there = channel.wait_for(|messages| {
            let shown = |child: &String| messages.iter().any(|message| message.is_card_of(child));
            children.iter().all(shown).then_some(())
        });
        if let Err(error) = there.await {
            let cards = self.cards_ever();
            let missing = |child: &&String| !cards.iter().any(|card| card.is_card_of(child));
            panic!("no card of {:?}: {error}", children.iter().filter(missing).collect::<Vec<_>>());
        }
    }

    /// Waits until alerts are sent and shown again; what is typed meanwhile may be refused.
    pub async fn works_within(&self, bound: Duration) -> String {
        let deadline = Instant::now() + bound;
        loop {
            let jake = child();
            let asked = self.needhelp(&jake).await;
            let left = deadline.saturating_duration_since(Instant::now());
            if told(&asked, ANSWER.min(left)).await == Told::Sent {
                let left = deadline.saturating_duration_since(Instant::now());
                self.carded(&BTreeSet::from([jake.clone()]), left).await;
                return jake;
            }
            assert!(Instant::now() < deadline, "it does not work again within {bound:?}");
        }
    }

    /// Appends an alert at the end of each partition and waits for their cards: what came before has then been processed.
    pub async fn all_is_read(&self) {
        let kafka = self.kafka();
        let mut last = BTreeSet::new();
        for partition in 0..kafka.partitions {
            let jake = child();
            self.append_foreign(&kafka.alerts_topic, partition, &alert_of(&jake)).await;
            last.insert(jake);
        }
        self.carded(&last, self.patience).await;
    }

    /// What was read as "Sent" has one card; what was read as "NOT sent" never had one.
    pub fn assert_as_told(&self, told: &BTreeMap<String, Told>) {
        let mut wrong = Vec::new();
        for (child, told) in told {
            let made = self.cards_ever_of(child);
            let right = match told {
                Told::Sent => made == 1,
                Told::NotSent => made == 0,
                Told::Nothing => made <= 1,
            };
            if !right {
                wrong.push(format!("{child}: {told:?}, and {made} cards"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// No process was restarted, and none logged an error about an outage that ends by itself.
    pub fn assert_alive(&mut self) {
        assert!(self.processes.iter_mut().all(|process| process.ended().is_none()), "a process ended by itself");
        for process in &self.processes {
            let log = process.log();
            // rdkafka itself logs this at the end of a consumer; it is off by default.
            let ours = |line: &&str| line.contains(" ERROR ") && !line.contains("Failed to close consumer queue");
            let alarms: Vec<_> = log.lines().filter(ours).collect();
            assert!(alarms.is_empty(), "{alarms:#?}");
        }
    }
}

/// What the tutorial's producer writes for this child.
pub fn alert_of(child: &str) -> serde_json::Value {
    serde_json::json!({
        "parent_name": "Sarah", "child_name": child, "location": "Oak Street", "message": "Meeting ran over",
    })
}

/// A child's name that no other child has.
pub fn child() -> String {
    format!("Jake {}", unique().replace('-', "x"))
}

/// What the person reads in the end: no answer may stay at "Sending…", and none is "thinking…".
pub async fn told(asked: &Interaction, bound: Duration) -> Told {
    let settled = asked.clone().within(bound).original_matches(|answer| !answer.says_wait()).await;
    match settled {
        Ok(answer) if answer.is_loading() => Told::Nothing,
        Ok(answer) if answer.says_not_sent() => Told::NotSent,
        Ok(answer) if answer.content().starts_with('✅') => Told::Sent,
        _ => Told::Nothing,
    }
}
