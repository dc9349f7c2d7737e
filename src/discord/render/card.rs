//! The card of an alert: a pure function of its state, so that rendering it twice shows the same.
//!
//! A create pings the helper role once. An edit replaces everything and pings nobody. What stands says in words how it
//! is; colour only underlines it.

use serenity::all::{ButtonStyle, Nonce};
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage, EditMessage,
};

use crate::alert::{Alert, AlertState, Claim, Ending, GuildId, Key, Millis, Phase, RoleId};
use crate::discord::input::custom_id::{Action, CustomId};
use crate::discord::render::embed;
use crate::discord::text;
use crate::discord::text::{card as say, field};

pub use crate::discord::render::embed::key_of;

/// What a card needs besides its alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardContext {
    /// Pinged by a new card.
    pub helper_role: Option<RoleId>,
    /// The partition of the alert's log: it travels in the button.
    pub home: i32,
    /// The server in which cards are, for the alerts of programs that do not name one: a link needs it.
    pub guild: Option<GuildId>,
}

const RED: u32 = 0x00c0_392b;
const GREEN: u32 = 0x002e_8b57;
const GREY: u32 = 0x0080_8489;

/// A new card; with `missed` one of an alert that came too late: no ping, no button.
pub fn create(state: &AlertState, context: &CardContext, key: &Key, missed: bool) -> CreateMessage {
    let face = Face::of(state, missed);
    let message = CreateMessage::new()
        .embed(face.embed().footer(embed::footer(key)))
        .components(face.buttons(state, context))
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true);
    let text = face.text();
    match context.helper_role {
        Some(role) if face.is_call() => {
            message.content(format!("<@&{role}> {text}")).allowed_mentions(CreateAllowedMentions::new().roles([role]))
        }
        _ => message.content(text).allowed_mentions(CreateAllowedMentions::new()),
    }
}

/// The whole card as it has to be now.
pub fn edit(state: &AlertState, context: &CardContext, key: &Key) -> EditMessage {
    let face = Face::of(state, false);
    EditMessage::new()
        .content(face.text())
        .embed(face.embed().footer(embed::footer(key)))
        .components(face.buttons(state, context))
        .allowed_mentions(CreateAllowedMentions::new())
}

/// How a card looks.
enum Face<'a> {
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
    /// The words are gone.
    Gone(Option<Ending>),
}

impl<'a> Face<'a> {
    fn of(state: &'a AlertState, missed: bool) -> Self {
        let Some(raised) = &state.raised else { return Face::Gone(state.ending()) };
        let alert = &raised.alert;
        match &state.phase {
            _ if state.is_shrunk() => Face::Gone(state.ending()),
            Phase::Over { ending: Ending::Missed, .. } => Face::TooLate(alert),
            Phase::Over { ending, at, claim } => Face::Over { alert, ending: *ending, at: *at, claim: claim.as_ref() },
            _ if missed => Face::TooLate(alert),
            Phase::Open => Face::Open(alert),
            Phase::Claimed { claim, with_child } => Face::Taken { alert, claim, with_child: *with_child },
        }
    }

    fn is_call(&self) -> bool {
        matches!(self, Face::Open(_))
    }

    fn text(&self) -> String {
        match self {
            Face::Open(alert) => say::call(alert),
            Face::Taken { alert, claim, .. } => say::taken(alert, claim),
            Face::TooLate(alert) => say::too_late(alert),
            Face::Over { alert, .. } => say::over(alert),
            Face::Gone(_) => say::OVER.to_owned(),
        }
    }

    fn embed(&self) -> CreateEmbed {
        let (alert, title, status, colour) = match self {
            Face::Open(alert) => (alert, say::title::open(alert), say::open_status(), RED),
            Face::Taken { alert, claim, with_child } => {
                (alert, say::title::taken(alert), say::taken_status(alert, claim, *with_child), GREEN)
            }
            Face::TooLate(alert) => (alert, say::title::too_late(alert), say::MISSED_STATUS.to_owned(), GREY),
            Face::Over { alert, ending, at, claim } => {
                (alert, say::title::over(alert), say::over_status(*ending, *at, *claim), GREY)
            }
            Face::Gone(ending) => {
                let how = ending.map_or(say::OVER, text::ended);
                return CreateEmbed::new().title(say::title::GONE).description(how).colour(GREY);
            }
        };
        embed::of_alert(alert).title(title).field(field::STATUS, status, false).colour(colour)
    }

    fn buttons(&self, state: &AlertState, context: &CardContext) -> Vec<CreateActionRow> {
        let Face::Open(alert) = self else { return Vec::new() };
        let claim = CustomId {
            action: Action::Claim,
            home: context.home,
            alert_id: state.id.clone(),
            parent_id: alert.parent_id,
        };
        let button = CreateButton::new(claim.to_string()).label(say::CLAIM).style(ButtonStyle::Success);
        vec![CreateActionRow::Buttons(vec![button])]
    }
}
