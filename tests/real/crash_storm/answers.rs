//! What people read in private in the end: what became of their alerts and of their presses.

use std::collections::BTreeMap;
use std::sync::Arc;

use fake_discord::Message;

use super::people::{Press, Typed};
use super::verdict::{Facts, event_of};
use crate::support::Shown;
use crate::support::bot::{AlertId, EventId, Key, Outcome, Phase, Recipient};

/// "Sent" has a card unless it ended before, "NOT sent" has none that anybody can press.
pub fn parent_reads_it(facts: &Facts, typed: &Typed) -> Option<String> {
    let reads = typed.reads();
    let story = facts.stories.get(&typed.alert);
    let state = story.map(|story| &story.state).filter(|state| state.raised.is_some());
    let is_sent = ["✅ Sent", "✅ Posted"].iter().any(|start| reads.starts_with(start));
    let wrong = match state {
        Some(state) if typed.is_held && !state.is_over() => "it was not sent",
        _ if typed.is_held => return None,
        None if is_sent => "it is not in the log",
        Some(state) if is_sent && !state.is_over() && state.facts.posted.is_none() => "it has no card",
        Some(state) if reads.starts_with("❌ NOT sent") && !state.is_over() => "it is open",
        _ => return None,
    };
    Some(format!("{}: its parent reads {reads:?}, and {wrong}", typed.alert))
}

pub fn reads_you_have_it(facts: &Facts, alert: &AlertId, cause: &EventId) -> bool {
    let of_claim = facts.presses.iter().filter(|press| press.alert == *alert && event_of(press) == *cause);
    of_claim.into_iter().any(|press| press.click.original_now().is_some_and(|answer| answer.said_you_have_it()))
}

/// What people read about their presses is what became of them. The answers to a question stand in its place, so all
/// presses of one message belong together.
pub fn answers_are_true(facts: &Facts) -> Vec<String> {
    let mut answers: BTreeMap<_, (Arc<Message>, Vec<&Press>)> = BTreeMap::new();
    // These answers are about another alert than the one that they name.
    let is_of_parents = |press: &&Press| matches!(press.action, "same_child" | "another_child" | "fix_and_send");
    for press in facts.presses.iter().filter(|press| !is_of_parents(press)) {
        if let Some(answer) = press.click.original_now() {
            answers.entry(answer.id).or_insert_with(|| (answer, Vec::new())).1.push(press);
        }
    }
    answers.into_values().filter_map(|(answer, presses)| answer_is_true(facts, &answer, &presses)).collect()
}

fn answer_is_true(facts: &Facts, answer: &Message, presses: &[&Press]) -> Option<String> {
    let applied = |press: &&&Press| facts.outcome(press) == Some(&Outcome::Applied);
    let has_claimed = |press: &&&Press| {
        let story = facts.stories.get(&press.alert);
        story.is_some_and(|story| story.claims.iter().any(|claim| claim.event == event_of(press)))
    };
    let has_it_now = |press: &&&Press| {
        let state = facts.stories.get(&press.alert).map(|story| &story.state);
        let claim = state.filter(|state| matches!(state.phase, Phase::Claimed { .. })).and_then(|state| state.claim());
        claim.is_some_and(|claim| claim.event == event_of(press))
    };
    let reads = answer.content();
    let last = presses.last()?;
    // The gateway's late "One moment" may have replaced what the board had said (docs/reliability.md). A winner who was
    // mentioned is told.
    let is_answered = answer.versions.iter().any(|version| !version.content.starts_with('⏳'))
        || !facts.made(&Key::of_notice(Recipient::Neighbor, &event_of(last))).is_empty();
    let wrong = if answer.said_you_have_it() && !presses.iter().any(|press| has_claimed(&press)) {
        "did not have it"
    } else if reads.starts_with('✅') && !presses.iter().any(|press| applied(&press)) {
        "nothing was changed"
    } else if answer.says_not_sent() && presses.iter().any(|press| has_it_now(&press)) {
        "has it"
    } else if reads.starts_with("⏳ One moment") && !is_answered && facts.outcome(last).is_some() {
        "is not answered"
    } else {
        return None;
    };
    let how: Vec<_> = presses.iter().map(|press| (press.action, facts.outcome(press))).collect();
    Some(format!("{}: {} reads {reads:?}, and {wrong}: {how:?}", last.alert, last.name))
}
