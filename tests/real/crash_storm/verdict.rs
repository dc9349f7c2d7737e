//! What has to be true in the end: none lost, none doubled, pinned exactly while open, one winner, one mention.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fake_discord::Message;
use tokio::time::{Instant, interval};

use crate::crash_storm::people::{Street, Told, is_card, is_card_of};
use crate::support::say;

/// How long the bot has to come to rest after the last kill.
const REST: Duration = Duration::from_secs(120);

/// Waits until nothing is wrong any more, and says what still is at the bound. What was doubled stays wrong for ever.
pub async fn at_rest(street: &Street, told: &BTreeMap<String, Told>) -> Vec<String> {
    let deadline = Instant::now() + REST;
    let mut look = interval(Duration::from_millis(200));
    loop {
        look.tick().await;
        let wrong = judge(street, told);
        if wrong.is_empty() || Instant::now() > deadline {
            return wrong;
        }
    }
}

/// What is wrong now, a line each.
pub fn judge(street: &Street, told: &BTreeMap<String, Told>) -> Vec<String> {
    let history = street.history();
    told.iter().flat_map(|(child, told)| one(street, &history, child, *told)).collect()
}

fn one(street: &Street, history: &[Arc<Message>], child: &str, told: Told) -> Vec<String> {
    let sarah = street.discord.person("Sarah").id();
    let made: Vec<_> = history.iter().filter(|message| is_card_of(message, child)).collect();
    let card = made.iter().find(|card| card.exists());
    let mentions =
        history.iter().filter(|message| message.pings.users.contains(&sarah) && message.text().contains(child)).count();
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
        check(card.buttons().is_empty(), format!("the card {} has its button yet", card.id));
        check(card.is_pinned() != over, format!("the card {} is pinned: {}", card.id, card.is_pinned()));
        let winners = street.winners(card.id, child, history);
        check(winners.len() <= 1, format!("{winners:?} read that they have it"));
        // One that is over by the time of its edit may never have shown who had it.
        let shown = |name: &str| card.text().contains(&format!("{name} has it"));
        let who = format!("{winners:?} read that they have it, and the card does not say so");
        check(over || winners.iter().all(|name| shown(name)), who);
        check(card.channel_id == told.channel, format!("the card {} is in another channel", card.id));
        let open: Vec<bool> = card.versions.iter().map(|version| !version.components.is_empty()).collect();
        let again = open.windows(2).any(|pair| !pair[0] && pair[1]);
        check(!again, format!("the card {} was closed and opened again", card.id));
    }
    wrong
}

/// The storm in a line, and whether it shows anything.
pub fn sum_up(street: &Street, told: &BTreeMap<String, Told>, lost: u64) {
    let count = |what: fn(&Told) -> bool| told.values().filter(|told| what(told)).count();
    let (promised, refused) = (count(|told| told.sent), count(|told| told.not_sent));
    let cancelled = count(|told| told.cancelled);
    let cards = street.history().iter().filter(|message| is_card(message)).count();
    say(&format!(
        "crash storm: {promised} promised, {refused} refused, {cancelled} cancelled, {cards} cards; \
         {lost} answers of Kafka lost"
    ));
    assert!(promised * 2 > told.len(), "hardly anything was promised: the storm shows nothing");
    assert!(lost > 0, "Kafka lost no answer: the storm shows less than it says");
}
