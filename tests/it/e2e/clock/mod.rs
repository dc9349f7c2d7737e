//! What happens at which minute of an alert's life, by a clock that only the test moves: whose phone rings, what they read,
//! and what the card says. On the embedded broker, which keeps the times that records are written with.

mod kafkas;
mod minutes;
mod outages;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use fake_discord::Message;
use jiff::{SignedDuration, Timestamp};

use super::board::{ALERT, alert_id};
use super::phone::PhoneService;
use crate::support::bot::{Alert, AlertState, Kind, MessageId, codec};
use crate::support::neighborhood::{PATIENCE, Service, StoppedClock};
use crate::support::wait::within;
use crate::support::{Neighborhood, Shown};

/// As `REDACT_AFTER_HOURS` is by default.
const REDACT_AFTER_MS: i64 = 12 * 60 * 60 * 1000;

/// Sarah's alert, from the time at which it is raised: 0:00. There is a role for helpers, a wider one, and a phone service.
struct Afternoon {
    here: Neighborhood,
    clock: StoppedClock,
    phone: PhoneService,
    board: Option<Service>,
    /// What the people have seen so far.
    seen: BTreeSet<u64>,
    /// The card of the alert.
    card: Option<MessageId>,
    title: String,
    calls: usize,
    /// How many records the people have written.
    events: u64,
    /// What happened, and when.
    told: Vec<String>,
}

/// `2:00`, in minutes and seconds; hours have more minutes.
fn time(text: &str) -> Duration {
    let (minutes, seconds) = text.split_once(':').expect("minutes and seconds");
    let number = |text: &str| text.parse::<u64>().expect("a number");
    Duration::from_secs(number(minutes) * 60 + number(seconds))
}

impl Afternoon {
    /// Nothing runs yet.
    async fn before() -> Self {
        let phone = PhoneService::start(&[]).await;
        let mut here = phone.neighborhood(&[("FALLBACK_CONTACT", "school office, 555-0100")]).await;
        let parents = here.discord.add_role(here.discord.guild_id(), "parents", true);
        here.discord.person("David").gets_role(parents);
        here.set("DISCORD_ESCALATION_ROLE_ID", &parents.to_string());
        let clock = StoppedClock::now();
        here.appends_by(clock.read());
        let (seen, told) = (BTreeSet::new(), Vec::new());
        Afternoon { here, clock, phone, board: None, seen, card: None, title: String::new(), calls: 0, events: 0, told }
    }

    /// Sarah's alert is raised, for so many minutes later.
    async fn raise(&self, minutes: Option<i64>) {
        let now = Timestamp::from_millisecond(self.clock.shows().0).expect("a time");
        let needed_by = minutes.map(|minutes| now + SignedDuration::from_mins(minutes));
        self.here.append(&alert_id(), Kind::Raised(Alert { needed_by, ..self.here.alert() }), ALERT).await;
    }

    /// A record of a person.
    async fn append(&mut self, kind: Kind) {
        self.events += 1;
        self.here.append(&alert_id(), kind, &format!("{}", 1_305_193_870_427_030_000 + self.events)).await;
    }

    fn board_starts(&mut self) {
        self.board = Some(self.here.board_by(self.clock.read()));
    }

    async fn board_ends(&mut self) {
        self.board.take().expect("it runs").end().await;
    }

    /// It is so late. Where a board runs, this waits until it has done all that is due by then, and notes what people saw of
    /// that.
    async fn is(&mut self, at: &str) {
        self.clock.set(time(at));
        if self.board.is_some() {
            self.settles(at).await;
        }
    }

    /// Waits until nothing is left to do now, and notes what is new.
    async fn settles(&mut self, at: &str) {
        let now = self.clock.shows();
        let mut state = AlertState::new(alert_id());
        let done = within(PATIENCE, async || {
            state = self.state().await;
            let nothing_is_due = state.next_due(now, REDACT_AFTER_MS).is_none_or(|due| due.at > now);
            (nothing_is_due && state.pending_effects().is_empty()).then_some(())
        });
        let is_done = done.await.is_some();
        self.card = state.facts.posted.map(|posted| posted.message_id);
        let (due, left) = (state.next_due(now, REDACT_AFTER_MS), state.pending_effects());
        assert!(is_done, "{at}: not done: {due:?}, {left:?}; so far {:#?}", self.told);
        self.look(at);
    }

    /// The alert by its log.
    async fn state(&self) -> AlertState {
        let mut state = AlertState::new(alert_id());
        for record in self.here.records(&self.here.kafka().confirmations_topic).await {
            match codec::read(&record) {
                codec::Read::Event(alert, event) if alert == state.id => _ = state.fold(&event),
                _ => {}
            }
        }
        state
    }

    /// Notes what people have not seen before: messages that ring, calls of the phone service, another title of the card.
    fn look(&mut self, at: &str) {
        let messages = self.here.channel().messages();
        let mut new = Vec::new();
        for message in messages.iter().filter(|message| !message.is_card() && !message.pings.people.is_empty()) {
            if self.seen.insert(message.id.get()) {
                new.push(shortened(&self.here.read_text(message.content())));
            }
        }
        for call in self.phone.calls().iter().skip(self.calls) {
            new.push(format!("phone service: {}", call["type"].as_str().unwrap_or_default()));
        }
        self.calls = self.phone.calls().len();
        let is_it = |message: &&Arc<Message>| Some(message.id.get()) == self.card.map(|card| card.0);
        let title = messages.iter().find(is_it).and_then(|card| card.embeds().first()?.title.clone());
        let title = title.map(|title| self.here.read_text(&title)).unwrap_or_default();
        if title != self.title {
            new.push(format!("card: {title}"));
            self.title = title;
        }
        // Messages to several people have no order among them.
        new.sort_unstable();
        self.told.extend(new.into_iter().map(|line| format!("{at} {line}")));
    }

    async fn ends(mut self) -> Vec<String> {
        self.board_ends().await;
        self.here.discord.assert_clean();
        self.told
    }
}

/// The times of what is expected, each after the second before it, at which it must not have happened.
fn stops(told: &[&str]) -> Vec<String> {
    let mut stops = Vec::new();
    for line in told {
        let at = line.split_once(' ').expect("a time").0;
        let before = time(at).as_secs().saturating_sub(1);
        for stop in [format!("{}:{:02}", before / 60, before % 60), at.to_owned()] {
            if time(&stop) > stops.last().map_or(Duration::ZERO, |last: &String| time(last)) {
                stops.push(stop);
            }
        }
    }
    stops
}

/// Whom a message mentions, and its first sentence or what stands before a colon.
fn shortened(content: &str) -> String {
    let (said, whom) = content.rsplit_once(" @").unwrap_or((content, "nobody"));
    let said = said.find([':', '.', '?']).map_or(said, |end| &said[..end]);
    format!("@{whom} {said}")
}
