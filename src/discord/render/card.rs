//! The card of an alert: a pure function of its state, so that rendering it twice shows the same.
//!
//! A create notifies the helper role once. An edit replaces everything and notifies nobody. The title says in words
//! whether the alert is open, taken or over; the colour only repeats it.

use serenity::all::{ButtonStyle, Nonce};
use serenity::builder::{CreateActionRow, CreateAllowedMentions, CreateEmbed, CreateMessage, EditMessage};

use crate::alert::{Alert, AlertState, Claim, Ending, GuildId, Key, Millis, Phase, RoleId};
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomId;
use crate::discord::render::{buttons, components, embed};
use crate::discord::text;
use crate::discord::text::Language;
use crate::discord::text::card as say;

pub use crate::discord::render::embed::key_of;

/// The settings and the partition that a card needs besides its alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardContext {
    /// The role that a new card notifies.
    pub helper_role: Option<RoleId>,
    /// The wider role, which is notified too when no helper answers.
    pub wider_role: Option<RoleId>,
    /// Only the neighbor who has the alert reads who the child is and where exactly.
    pub private: bool,
    /// The partition of the alert's log, for the button's custom id.
    pub home: i32,
    /// The server's language.
    pub language: Language,
    /// The server of the cards, for links to cards of alerts that do not name a server.
    pub guild: Option<GuildId>,
}

const ORANGE: u32 = 0x00d9_730d;
const BLUE: u32 = 0x002f_6fdb;
const GREEN: u32 = 0x002e_8b57;
const GREY: u32 = 0x0080_8489;

/// A new card. `missed` means that the alert's time has passed: the card notifies nobody and has no button.
pub fn create(state: &AlertState, context: &CardContext, key: &Key, missed: bool) -> CreateMessage {
    let card = Card::of(state, missed);
    let message = CreateMessage::new()
        .embed(card.embed(context.language).footer(embed::footer(key)))
        .components(card.components(state, context))
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true);
    let text = card.text(context.language);
    match role_to_notify(state, context, missed) {
        Some(role) => {
            message.content(format!("{text} <@&{role}>")).allowed_mentions(CreateAllowedMentions::new().roles([role]))
        }
        None => message.content(text).allowed_mentions(CreateAllowedMentions::new()),
    }
}

/// The role that a new card notifies: only an open card notifies one.
pub(crate) fn role_to_notify(state: &AlertState, context: &CardContext, missed: bool) -> Option<RoleId> {
    context.helper_role.filter(|_| matches!(Card::of(state, missed), Card::Open(_)))
}

/// The whole card in its newest state.
pub fn edit(state: &AlertState, context: &CardContext, key: &Key) -> EditMessage {
    let card = Card::of(state, false);
    EditMessage::new()
        .content(card.text(context.language))
        .embed(card.embed(context.language).footer(embed::footer(key)))
        .components(card.components(state, context))
        .allowed_mentions(CreateAllowedMentions::new())
}

/// The state that a card shows.
enum Card<'a> {
    Open(&'a Alert),
    Taken {
        alert: &'a Alert,
        claim: &'a Claim,
        with_child: bool,
    },
    TooLate(&'a Alert),
    Over {
        alert: &'a Alert,
        ending: Ending,
        at: Millis,
        claim: Option<&'a Claim>,
    },
    /// An ended alert whose texts were dropped.
    Ended(Option<Ending>),
}

impl<'a> Card<'a> {
    fn of(state: &'a AlertState, missed: bool) -> Self {
        let Some(alert) = text::alert(state) else { return Card::Ended(state.ending()) };
        match &state.phase {
            Phase::Over { ending: Ending::Missed, .. } => Card::TooLate(alert),
            Phase::Over { ending, at, claim, .. } => {
                Card::Over { alert, ending: *ending, at: *at, claim: claim.as_ref() }
            }
            _ if missed => Card::TooLate(alert),
            Phase::Open => Card::Open(alert),
            Phase::Claimed { claim, .. } => Card::Taken { alert, claim, with_child: false },
            Phase::WithChild { claim, .. } => Card::Taken { alert, claim, with_child: true },
        }
    }

    fn text(&self, language: Language) -> String {
        match self {
            Card::Open(alert) => say::call(language, alert),
            Card::Taken { alert, claim, with_child } => say::taken(language, alert, claim, *with_child),
            Card::TooLate(alert) => say::too_late(language, alert),
            Card::Over { alert, ending, claim, .. } => say::over(language, alert, *ending, *claim),
            Card::Ended(_) => say::ended(language),
        }
    }

    fn embed(&self, language: Language) -> CreateEmbed {
        let (alert, title, status, colour) = match self {
            Card::Open(alert) => (alert, say::title::open(language, alert), say::open_status(language), ORANGE),
            Card::Taken { alert, claim, with_child } => (
                alert,
                say::title::taken(language, alert, claim, *with_child),
                say::taken_status(language, claim),
                BLUE,
            ),
            Card::TooLate(alert) => {
                (alert, say::title::too_late(language), say::too_late_status(language, alert), GREY)
            }
            Card::Over { alert, ending, at, claim } => {
                let colour = if *ending == Ending::Done { GREEN } else { GREY };
                let status = say::over_status(language, alert, *ending, *at, *claim);
                (alert, say::title::over(language, alert, *ending, *claim), status, colour)
            }
            Card::Ended(ending) => {
                let status = say::ended_status(language, *ending);
                return CreateEmbed::new().title(say::title::ended(language)).description(status).colour(GREY);
            }
        };
        embed::of_alert(language, alert, Some(status)).title(title).colour(colour)
    }

    fn components(&self, state: &AlertState, context: &CardContext) -> Vec<CreateActionRow> {
        let Some(alert) = text::alert(state).filter(|_| !matches!(self, Card::TooLate(_))) else { return Vec::new() };
        let button = |(action, style): (Action, ButtonStyle)| {
            let parent_id = alert.parent_id.filter(|_| action == Action::Claim && !context.private);
            let (home, alert_id) = (context.home, state.id.clone());
            let id = CustomId { action, home, alert_id, parent_id, since: buttons::since(action, state) };
            components::button(&id, &action.label(context.language), style)
        };
        buttons::rows(state, context.private)
            .into_iter()
            .map(|row| components::row(row.into_iter().map(button)))
            .collect()
    }
}
