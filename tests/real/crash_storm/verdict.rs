//! What has to be true in the end: of the log by itself, and of what people see and read by the log.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fake_discord::Message;
use serde_json::Value;

use super::people::{PEOPLE, People, Press, Typed};
use super::story::{self, Story};
use super::{answers, face};
use crate::support::bot::{About, AlertId, EventId, Key, Notice, Outcome, Recipient};
use crate::support::say;
use crate::support::wait::within_every;

/// How long the bot has to come to rest after the last kill.
const REST: Duration = Duration::from_secs(120);

/// How often all is judged meanwhile.
const LOOK: Duration = Duration::from_secs(1);

/// The helpers are called so often while nobody has it, the card included.
const CALLS: usize = 3;

/// All that is known in the end.
pub struct Facts {
    pub stories: BTreeMap<AlertId, Story>,
    /// The bot's messages by the key they were made with, deleted ones too.
    made: BTreeMap<String, Vec<Arc<Message>>>,
    pub typed: Vec<Typed>,
    pub presses: Vec<Press>,
}

/// Waits until nothing is wrong any more, and returns what still is at the bound. What was doubled stays wrong.
pub async fn at_rest(people: &People) -> Vec<String> {
    let (mut wrong, mut logs) = (Vec::new(), String::new());
    let right = within_every(LOOK, REST, async || {
        let facts = facts(people).await;
        wrong = judge(people, &facts);
        let of_alert = |story: &&Story| wrong.iter().any(|line| line.starts_with(story.state.id.as_str()));
        let told: Vec<_> = facts.stories.values().filter(of_alert).map(|story| story.lines.join("\n")).collect();
        logs = told.join("\n\n");
        wrong.is_empty().then_some(())
    });
    if right.await.is_some() {
        return Vec::new();
    }
    say(&format!("crash storm: the logs of what is wrong:\n{logs}"));
    wrong
}

/// What the log has, and what people see at the same time.
pub async fn facts(people: &People) -> Facts {
    let log = async || people.here.records(&people.here.kafka().confirmations_topic).await;
    let mut records = log().await;
    loop {
        let mut made: BTreeMap<String, Vec<Arc<Message>>> = BTreeMap::new();
        for message in people.history() {
            if let Some(key) = message.nonce.as_ref().and_then(Value::as_str) {
                made.entry(key.to_owned()).or_default().push(Arc::clone(&message));
            }
        }
        let (before, after) = (records.len(), log().await);
        records = after;
        if records.len() == before {
            let typed = people.typed.lock().expect("no panic").clone();
            let presses = people.pressed.lock().expect("no panic").clone();
            return Facts { stories: story::told(records), made, typed, presses };
        }
    }
}

/// What is wrong now, a line each.
fn judge(people: &People, facts: &Facts) -> Vec<String> {
    let mut wrong: Vec<_> = facts.stories.values().flat_map(|story| story.wrong.clone()).collect();
    for story in facts.stories.values() {
        let id = &story.state.id;
        wrong.extend(face::card_is_right(people, facts, story).into_iter().map(|what| format!("{id}: {what}")));
        wrong.extend(all_are_told(people, facts, story).into_iter().map(|what| format!("{id}: {what}")));
    }
    wrong.extend(messages_have_a_cause(facts));
    wrong.extend(facts.typed.iter().filter_map(|typed| answers::parent_reads_it(facts, typed)));
    wrong.extend(answers::answers_are_true(facts));
    wrong
}

impl Facts {
    pub fn made(&self, key: &Key) -> &[Arc<Message>] {
        self.made.get(key.as_str()).map_or(&[], Vec::as_slice)
    }

    /// What became of the record of a press, if the log has it.
    pub fn outcome(&self, press: &Press) -> Option<&Outcome> {
        self.stories.get(&press.alert)?.outcomes.get(&event_of(press))
    }
}

pub fn event_of(press: &Press) -> EventId {
    EventId::new(press.click.id().to_string())
}

/// Nobody twice of the same, everybody of what still counts, no role too often, and nothing is left to do.
fn all_are_told(people: &People, facts: &Facts, story: &Story) -> Vec<String> {
    let state = &story.state;
    let mut wrong = Vec::new();
    for (key, notice) in &story.notices {
        let Notice { cause, recipient, about, .. } = notice;
        let made = facts.made.get(key).map_or(&[][..], Vec::as_slice);
        if made.len() > 1 {
            wrong.push(format!("{recipient:?} was notified of {cause} {} times: {about:?}", made.len()));
        }
        let person = notice.person(state).map(|person| person.0);
        for message in made {
            let users: Vec<_> = message.pings.users.iter().map(|user| user.get()).collect();
            let direct = PEOPLE.iter().map(|name| people.here.discord.person(name));
            let to = direct.filter(|person| person.dm() == message.channel_id).map(|person| person.id().get()).next();
            if person.is_some_and(|person| to != Some(person) && users != [person]) {
                wrong.push(format!("of {cause} not {recipient:?} was told, but {users:?} and {to:?}"));
            }
        }
        let counts = state.notices.contains(notice) && !state.is_overtaken(notice);
        let can_be_told = person.is_some() || matches!(recipient, Recipient::Helpers | Recipient::Wider);
        let is_answered = *recipient == Recipient::Neighbor && answers::reads_you_have_it(facts, &state.id, cause);
        if counts && can_be_told && made.is_empty() && !is_answered {
            wrong.push(format!("{recipient:?} was not told of {cause}: {about:?}"));
        }
    }
    // The parent was told which neighbor has it now.
    if let Some(claim) = state.claim().filter(|_| !state.is_over()) {
        let told = facts.made(&Key::of_notice(Recipient::Parent, &claim.event)).len();
        if told != 1 {
            wrong.push(format!("the parent was told {told} times that {} has it", claim.neighbor_name));
        }
    }
    wrong.extend(roles_are_spared(facts, story));
    let pending = state.pending_effects();
    if !pending.is_empty() {
        wrong.push(format!("there is something left to do: {pending:?}"));
    }
    wrong
}

/// No opening calls the helpers more often than the plan, or the wider role more than once.
fn roles_are_spared(facts: &Facts, story: &Story) -> Vec<String> {
    let first = story.state.raised.as_ref().map_or(-1, |raised| raised.offset);
    let mut calls: BTreeMap<(i64, Recipient), usize> = BTreeMap::new();
    calls.insert((first, Recipient::Helpers), facts.made(&Key::of_card(&story.state.id.event())).len());
    for (key, notice) in &story.notices {
        if let About::Step { since, .. } = notice.about {
            let made = facts.made.get(key).map_or(0, Vec::len);
            *calls.entry((since, notice.recipient)).or_default() += made;
        }
    }
    let most = |recipient| if recipient == Recipient::Helpers { CALLS } else { 1 };
    let too_often = calls.into_iter().filter(|((_, recipient), calls)| *calls > most(*recipient));
    too_often.map(|((since, recipient), calls)| format!("{recipient:?} was called {calls} times for {since}")).collect()
}

/// Every message with a key is a card or a notice of the log.
fn messages_have_a_cause(facts: &Facts) -> Vec<String> {
    let mut known = BTreeSet::new();
    for story in facts.stories.values() {
        known.insert(Key::of_card(&story.state.id.event()).to_string());
        known.extend(story.notices.keys().cloned());
    }
    let unknown = facts.made.iter().filter(|(key, _)| !known.contains(*key));
    unknown.map(|(_, made)| format!("nothing in the log asks for {:?}", made[0].text())).collect()
}

/// The storm in some lines. How many alerts were promised.
pub fn sum_up(people: &People, facts: &Facts) -> usize {
    let struck = people.struck.lock().expect("no panic").clone();
    let mut applied: BTreeMap<_, usize> = BTreeMap::new();
    for press in facts.presses.iter().filter(|press| facts.outcome(press) == Some(&Outcome::Applied)) {
        *applied.entry(press.action).or_default() += 1;
    }
    let promised = facts.typed.iter().filter(|typed| typed.reads().starts_with('✅')).count();
    let mut ended: BTreeMap<_, usize> = BTreeMap::new();
    for story in facts.stories.values() {
        *ended
            .entry(story.state.ending().map_or_else(|| "open".to_owned(), |ending| format!("{ending:?}")))
            .or_default() += 1;
    }
    let pressed = people.times_pressed();
    let each: Vec<_> = pressed
        .iter()
        .map(|(action, presses)| {
            let count = |of: &BTreeMap<&str, usize>| of.get(action).copied().unwrap_or_default();
            format!("{action} {presses}/{}/{}", count(&applied), count(&struck))
        })
        .collect();
    say(&format!("crash storm: {} typed, {promised} promised, {ended:?}", facts.typed.len()));
    say(&format!("crash storm: presses/counted/during a kill: {}", each.join(", ")));
    promised
}
