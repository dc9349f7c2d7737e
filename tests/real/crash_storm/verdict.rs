//! What has to be true in the end: none lost, none doubled, pinned exactly while open, one winner, one mention.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fake_discord::Message;

use super::people::{People, Told};
use crate::support::wait::within_every;
use crate::support::{Shown, say};

/// How long the bot has to come to rest after the last kill.
const REST: Duration = Duration::from_secs(120);

/// How often the whole history is judged meanwhile.
const LOOK: Duration = Duration::from_millis(200);

/// Waits until nothing is wrong any more, and returns what still is at the bound. What was doubled stays wrong.
pub async fn at_rest(people: &People, told: &BTreeMap<String, Told>) -> Vec<String> {
    let right = within_every(LOOK, REST, async || judge(people, told).is_empty().then_some(())).await;
    if right.is_some() { Vec::new() } else { judge(people, told) }
}

/// What is wrong now, a line each.
pub fn judge(people: &People, told: &BTreeMap<String, Told>) -> Vec<String> {
    let history = people.history();
    told.iter().flat_map(|(child, told)| one(people, &history, child, *told)).collect()
}

fn one(people: &People, history: &[Arc<Message>], child: &str, told: Told) -> Vec<String> {
    let made: Vec<_> = history.iter().filter(|message| message.is_card_of(child)).collect();
    let card = made.iter().find(|card| card.exists());
    // A refused mention becomes a direct message.
    let dm = people.here.discord.person("Sarah").dm();
    let direct = people.here.discord.channel(dm).history();
    let mentions = history.iter().chain(&direct).filter(|message| people.here.tells_sarah_of(message, child)).count();
    // What was taken back or never sent is over; every other alert of the storm is still open.
    let over = told.cancelled || told.not_sent;
    let mut wrong = Vec::new();
    let mut check = |right: bool, what: String| {
        if !right {
            wrong.push(format!("{child}: {what}; {told:?}"));
        }
    };
    check(made.len() <= 1, format!("{} cards were made", made.len()));
    check(mentions <= 1, format!("the parent was told {mentions} times"));
    if told.sent && !over {
        check(card.is_some(), "there is no card".to_owned());
        check(mentions == 1, format!("the parent was told {mentions} times"));
    }
    if let Some(card) = card {
        check(!card.is_claimable(), format!("the card {} has its button yet", card.id));
        check(card.is_pinned() != over, format!("the card {} is pinned: {}", card.id, card.is_pinned()));
        let winners = people.winners(card.id, child, history);
        check(winners.len() <= 1, format!("{winners:?} read that they have it"));
        // One that is over by the time of its edit may never have shown who had it.
        let shown = |name: &str| card.text().contains(&format!("{name} will meet"));
        let who = format!("{winners:?} read that they have it, and the card does not say so");
        check(over || winners.iter().all(|name| shown(name)), who);
        check(card.channel_id == told.channel, format!("the card {} is in another channel", card.id));
        check(!card.was_opened_again(), format!("the card {} was closed and opened again", card.id));
    }
    wrong
}

/// The storm in a line, and whether it shows anything.
pub fn sum_up(people: &People, told: &BTreeMap<String, Told>, lost: u64) {
    let count = |what: fn(&Told) -> bool| told.values().filter(|told| what(told)).count();
    let (promised, refused) = (count(|told| told.sent), count(|told| told.not_sent));
    let cancelled = count(|told| told.cancelled);
    let cards = people.history().iter().filter(|message| message.is_card()).count();
    say(&format!(
        "crash storm: {promised} promised, {refused} refused, {cancelled} cancelled, {cards} cards; \
         {lost} answers of Kafka lost"
    ));
    assert!(promised * 2 > told.len(), "hardly anything was promised: the storm shows nothing");
    assert!(lost > 0, "Kafka lost no answer: the storm shows less than it says");
}
