//! Private questions with their buttons, and menus.
//!
//! "Yes" and "no" are buttons like all others: they name the alert and what the person saw. Must not decide who is asked.

use serenity::all::ButtonStyle::{Secondary, Success};

use crate::alert::{Alert, AlertState, Claim};
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomId;
use crate::discord::render::components;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::question as say;
use crate::discord::text::question::answer;
use crate::discord::text::{Language, messages};

/// A question with two answers. `yes` is the button of the first.
fn asks(question: String, yes: &CustomId, label: &str, no: &str) -> Reply {
    let style = if yes.action == Action::DoneYes { Success } else { Secondary };
    let yes_button = components::button(yes, label, style);
    let no_button = components::button(&yes.with(Action::Keep), no, Secondary);
    Reply::new(question).row(components::row([yes_button, no_button]))
}

/// Before an alert is done. `alert`, as in all of these, where the gateway knows it.
#[must_use]
pub fn done(language: Language, alert: Option<&Alert>, yes: &CustomId) -> Reply {
    asks(say::done(language, alert), yes, &yes.action.label(language), &answer::not_yet(language))
}

/// Before an alert is cancelled.
#[must_use]
pub fn cancelled(language: Language, state: Option<&AlertState>, yes: &CustomId) -> Reply {
    asks(say::cancelled(language, state), yes, &yes.action.label(language), &Action::Keep.label(language))
}

/// Before a neighbor gives an alert back.
#[must_use]
pub fn released(language: Language, alert: Option<&Alert>, yes: &CustomId) -> Reply {
    asks(say::released(language, alert), yes, &yes.action.label(language), &answer::still_going(language))
}

/// Before somebody else ends a neighbor's claim.
#[must_use]
pub fn released_for(language: Language, claim: &Claim, yes: &CustomId) -> Reply {
    let question = say::released_for(language, &claim.neighbor_name);
    asks(question, yes, &answer::ask_the_others(language), &Action::Keep.label(language))
}

/// The menu of people to whom an alert can be handed over. `id` is that of the button.
#[must_use]
pub fn to_whom(language: Language, id: &CustomId) -> Reply {
    with_menu(language, messages::ask_hand_over(language), id)
}

/// The menu again: they chose a bot.
#[must_use]
pub fn not_to_a_bot(language: Language, id: &CustomId) -> Reply {
    with_menu(language, messages::block_bot(language), id)
}

/// The menu again: they chose somebody who can't take the alert.
#[must_use]
pub fn not_to_them(language: Language, id: &CustomId) -> Reply {
    with_menu(language, messages::refused_not_to_them(language), id)
}

fn with_menu(language: Language, text: String, id: &CustomId) -> Reply {
    Reply::new(text).row(components::people(id, &messages::ask_hand_over_menu(language)))
}

/// A form was refused: `why` is the whole text. Its button opens the form again.
#[must_use]
pub fn change_again(language: Language, why: &str, id: &CustomId) -> Reply {
    Reply::new(why).row(components::row([components::button(id, &id.action.label(language), Secondary)]))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::alert::AlertId;

    #[test]
    fn every_question_has_a_yes_and_a_no_that_name_what_was_seen() {
        let alert_id = AlertId::new("5").unwrap();
        let yes = |action| CustomId { action, home: 0, alert_id: alert_id.clone(), parent_id: None, since: Some(12) };
        for language in Language::ALL {
            let questions = [
                ("nh:done_yes:0:5:12", done(language, None, &yes(Action::DoneYes))),
                ("nh:cancelled_yes:0:5:12", cancelled(language, None, &yes(Action::CancelledYes))),
                ("nh:released_yes:0:5:12", released(language, None, &yes(Action::ReleasedYes))),
            ];
            for (id, question) in questions {
                let shown = serde_json::to_value(question.first()).unwrap();
                let buttons = shown["data"]["components"][0]["components"].as_array().unwrap().clone();
                let ids: Vec<_> = buttons.iter().map(|button| button["custom_id"].clone()).collect();
                assert_eq!(ids, [Value::from(id), Value::from("nh:keep:0:5:12")]);
                let labels = buttons.iter().map(|button| button["label"].as_str().unwrap().to_owned());
                assert!(labels.clone().all(|label| label.chars().count() <= 20 && !label.starts_with("button_")));
                assert_eq!(labels.collect::<std::collections::BTreeSet<_>>().len(), 2, "{shown}");
            }
        }
    }
}
