//! Private answers about a person's other alerts: the list, a limit, and questions before an alert or a claim is sent.
//!
//! Must not decide whether to ask.

use serenity::all::ButtonStyle;

use crate::alert::{Alert, AlertState, GuildId, Millis};
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomId;
use crate::discord::render::components::{button, row};
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{embed, links};
use crate::discord::text::{self, Language, view as say};

/// The open alerts, in sections.
#[must_use]
pub(crate) fn list(language: Language, sections: &[say::Section], is_behind: bool) -> Reply {
    Reply::new(say::list(language, sections, is_behind))
}

/// The alerts are not known yet.
#[must_use]
pub(crate) fn starting(language: Language) -> Reply {
    Reply::new(say::starting(language))
}

/// To a parent who has sent as many alerts as they may within an hour.
#[must_use]
pub(crate) fn too_many(language: Language, alert: &Alert, per_hour: u16, again_at: Millis) -> Reply {
    Reply::new(say::too_many(language, per_hour, again_at)).with(embed::of_alert(language, alert, None))
}

/// Beside "Sent": the parent has another open alert for this child.
#[must_use]
pub(crate) fn another_open(language: Language, other: &AlertState, guild: Option<GuildId>) -> Reply {
    with_card(Reply::new(say::another_open(language, other.alert())), language, Some(other), guild)
}

/// The question whether an alert is for the child of another parent's alert. `asked` is the custom id of the alert that is
/// not sent yet, `others` that of the other one. With `private` it is not said who the other parent is.
#[must_use]
pub(crate) fn same_child(
    language: Language,
    alert: &Alert,
    other: &Alert,
    [asked, others]: [&CustomId; 2],
    private: bool,
) -> Reply {
    let answer = |id: &CustomId, action: Action, style| button(&id.with(action), &action.label(language), style);
    let answers = row([
        answer(others, Action::SameChild, ButtonStyle::Secondary),
        answer(asked, Action::AnotherChild, ButtonStyle::Success),
    ]);
    Reply::new(say::same_child(language, other, private)).with(embed::of_alert(language, alert, None)).row(answers)
}

/// The answer to a parent for whose child another parent has asked.
#[must_use]
pub(crate) fn not_sent_twice(
    language: Language,
    other: Option<&AlertState>,
    guild: Option<GuildId>,
    private: bool,
) -> Reply {
    let said = say::not_sent_twice(language, other.and_then(AlertState::alert), private);
    with_card(Reply::new(said), language, other, guild)
}

/// The answer to a parent whose alert is no longer known.
#[must_use]
pub(crate) fn question_is_gone(language: Language) -> Reply {
    Reply::new(say::question_is_gone(language))
}

/// The question to a neighbor who takes a second alert at about the same time. With `private` it is not said who the second
/// child is.
#[must_use]
pub(crate) fn both(language: Language, held: &Alert, this: &Alert, id: &CustomId, private: bool) -> Reply {
    let no = text::label(language, "claim_keep");
    Reply::new(say::both(language, held, this, private)).row(row([
        button(&id.with(Action::ClaimAnyway), &Action::ClaimAnyway.label(language), ButtonStyle::Success),
        button(&id.with(Action::Keep), &no, ButtonStyle::Secondary),
    ]))
}

/// With a button that opens the alert's card, where there is one.
fn with_card(reply: Reply, language: Language, state: Option<&AlertState>, guild: Option<GuildId>) -> Reply {
    reply.linking([state.and_then(|state| links::to_card(language, state, guild))])
}
