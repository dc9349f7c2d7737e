//! The card of an alert: a pure function of its state, so that rendering it twice shows the same.
//!
//! A create notifies the helper role once. An edit replaces everything and notifies nobody. The title says in words
//! whether the alert is open, taken or over; the colour only repeats it.

use std::borrow::Cow;

use serenity::all::{ButtonStyle, Nonce};
use serenity::builder::{CreateActionRow, CreateAllowedMentions, CreateEmbed, CreateMessage, EditMessage};

use crate::alert::{Alert, AlertState, Claim, Ending, GuildId, Key, Phase, RoleId};
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomId;
use crate::discord::render::{buttons, components, embed};
use crate::discord::text;
use crate::discord::text::masked::masked;
use crate::discord::text::part;
use crate::discord::text::part::Part;
use crate::discord::text::{Language, Passwords, card as say, messages};

pub use crate::discord::render::embed::key_of;

/// The settings and the partition that a card needs besides its alert.
#[derive(Debug, Clone)]
pub struct CardContext {
    /// The role that a new card notifies.
    pub helper_role: Option<RoleId>,
    /// The wider role, which is notified too when no helper answers.
    pub wider_role: Option<RoleId>,
    /// Whom a parent can phone when nobody answers.
    pub fallback: Option<String>,
    /// Only the neighbor who has the alert reads who the child is and where exactly.
    pub private: bool,
    /// The passwords, where details are private.
    pub passwords: Option<Passwords>,
    /// The partition of the alert's log, for the button's custom id.
    pub home: i32,
    /// The language of the message: the server's, or that of the person who is answered.
    pub language: Language,
    /// The language of the passwords.
    pub passwords_in: Language,
    /// The server of the cards, for links to cards of alerts that do not name a server.
    pub guild: Option<GuildId>,
}

impl CardContext {
    /// Whether the helpers' phones can ring for this alert.
    pub(crate) fn calls_helpers(&self, state: &AlertState) -> bool {
        self.helper_role.is_some() && text::alert(state).is_none_or(Alert::rings_helpers)
    }
}

/// Only for "nobody is coming": act now.
const RED: u32 = 0x00c0_392b;
const ORANGE: u32 = 0x00d9_730d;
const BLUE: u32 = 0x002f_6fdb;
const GREEN: u32 = 0x002e_8b57;
const GREY: u32 = 0x0080_8489;

/// A new card. `missed` means that the alert's time has passed: the card notifies nobody and has no button.
pub fn create(state: &AlertState, context: &CardContext, key: &Key, missed: bool) -> CreateMessage {
    let card = Card::of(state, context, missed);
    let components = card.components();
    let message = CreateMessage::new()
        .embed(with_key(card.embed(), &components, key))
        .components(components)
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true);
    let text = card.text();
    match role_to_notify(state, context, missed) {
        Some(role) => {
            message.content(format!("{text} <@&{role}>")).allowed_mentions(CreateAllowedMentions::new().roles([role]))
        }
        None => message.content(text).allowed_mentions(CreateAllowedMentions::new()),
    }
}

/// The role that a new card notifies: only an open card notifies one.
pub(crate) fn role_to_notify(state: &AlertState, context: &CardContext, missed: bool) -> Option<RoleId> {
    context.helper_role.filter(|_| Card::of(state, context, missed).calls())
}

/// The whole card in its newest state.
pub fn edit(state: &AlertState, context: &CardContext, key: &Key) -> EditMessage {
    let card = Card::of(state, context, false);
    let components = card.components();
    EditMessage::new()
        .content(card.text())
        .embed(with_key(card.embed(), &components, key))
        .components(components)
        .allowed_mentions(CreateAllowedMentions::new())
}

/// A card whose alert has ended, without names and places. It has no key, because nobody looks for it any more.
pub(crate) fn without_words(language: Language) -> EditMessage {
    EditMessage::new()
        .content(say::ended(language))
        .embed(ended(say::ended_status(language, None, false), language))
        .components(Vec::new())
        .allowed_mentions(CreateAllowedMentions::new())
}

/// The embed of a card without words.
fn ended(status: String, language: Language) -> CreateEmbed {
    CreateEmbed::new().title(say::title::ended(language)).description(status).colour(GREY)
}

/// A card is found again by its buttons, which name its alert; without buttons, by its footer.
fn with_key(embed: CreateEmbed, components: &[CreateActionRow], key: &Key) -> CreateEmbed {
    if components.is_empty() { embed.footer(embed::footer(key)) } else { embed }
}

impl CardContext {
    /// The two words of a claim, where details are private.
    pub(crate) fn password(&self, claim: &Claim) -> Option<Part> {
        self.passwords.as_ref().filter(|_| self.private).map(|key| part::said(key.of(&claim.event, self.passwords_in)))
    }
}

/// What a card shows.
struct Card<'a> {
    state: &'a AlertState,
    context: &'a CardContext,
    /// What everybody may read of the alert; `None` where its texts were dropped.
    alert: Option<Cow<'a, Alert>>,
    missed: bool,
}

impl<'a> Card<'a> {
    fn of(state: &'a AlertState, context: &'a CardContext, missed: bool) -> Self {
        let alert = text::alert(state).map(|alert| match context.private {
            true => Cow::Owned(masked(alert, context.language)),
            false => Cow::Borrowed(alert),
        });
        let missed = missed || state.ending() == Some(Ending::Missed);
        Card { state, context, alert, missed }
    }

    /// Whether it asks for somebody.
    fn calls(&self) -> bool {
        self.alert.is_some() && !self.missed && self.state.phase == Phase::Open
    }

    /// An initial ends with a full stop, so a sentence that ends with it has two.
    fn with_one_stop(&self, text: String) -> String {
        match self.alert.as_deref().filter(|_| self.context.private) {
            Some(alert) if alert.child_name.ends_with('.') => {
                text.replace(&format!("{}.", alert.child_name), &alert.child_name)
            }
            _ => text,
        }
    }

    fn text(&self) -> String {
        let (language, private) = (self.context.language, self.context.private);
        let Some(alert) = self.alert.as_deref() else { return say::ended(language) };
        let text = match &self.state.phase {
            Phase::Over { ending, claim, .. } if *ending != Ending::Missed => {
                say::over(language, alert, *ending, claim.as_ref(), self.state.is_safe())
            }
            _ if self.missed => say::too_late(language, alert),
            Phase::Open if alert.drill => say::drill_call(language),
            Phase::Open if private && self.state.is_past_its_time() => say::private_past_time(language, alert),
            Phase::Open if private => say::private_call(language, &text::called(self.state, alert)),
            Phase::Open if self.state.is_past_its_time() => say::past_time(language, alert),
            Phase::Claimed { claim, .. } => say::taken(language, alert, claim, private),
            Phase::WithChild { with, .. } => say::with_child(language, alert, with),
            Phase::Open | Phase::Over { .. } => say::call(language, &text::called(self.state, alert)),
        };
        self.with_one_stop(text)
    }

    fn embed(&self) -> CreateEmbed {
        let (language, private) = (self.context.language, self.context.private);
        let Some(alert) = self.alert.as_deref() else {
            let status = say::ended_status(language, self.state.ending(), self.state.is_safe());
            return ended(status, language);
        };
        let (title, status, colour) = match &self.state.phase {
            Phase::Over { ending, at, claim, .. } if *ending != Ending::Missed => {
                let safe = self.state.is_safe();
                let colour = if safe { GREEN } else { GREY };
                let status = say::over_status(language, alert, *at, claim.as_ref(), safe);
                (say::title::over(language, alert, *ending, claim.as_ref(), safe), status, colour)
            }
            _ if self.missed => (say::title::too_late(language), say::too_late_status(language, alert), GREY),
            Phase::Open if self.state.is_past_its_time() => {
                (say::title::past_time(language, alert), say::past_time_status(language), RED)
            }
            Phase::Claimed { claim, .. } => {
                (say::title::taken(language, alert, claim), say::taken_status(language, claim), BLUE)
            }
            Phase::WithChild { with, since, .. } => (
                say::title::with_child(language, alert, with),
                say::with_child_status(language, alert, with, *since),
                BLUE,
            ),
            Phase::Open | Phase::Over { .. } => {
                (say::title::open(language, alert), say::open_status(language, private), ORANGE)
            }
        };
        let (title, status) = (self.with_one_stop(title), self.with_one_stop(status));
        let embed = embed::of_alert(language, alert, Some(status)).title(title).colour(colour);
        match say::so_far(language, self.state, alert) {
            Some(lines) => embed.field(messages::field_so_far(language), lines, false),
            None => embed,
        }
    }

    fn components(&self) -> Vec<CreateActionRow> {
        if self.missed || self.alert.is_none() {
            return Vec::new();
        }
        let Some(raised) = &self.state.raised else { return Vec::new() };
        let context = self.context;
        let button = |(action, style): (Action, ButtonStyle)| {
            let parent_id = raised.alert.parent_id.filter(|_| action == Action::Claim && !context.private);
            let (home, alert_id, since) = (context.home, self.state.id.clone(), buttons::since(action, self.state));
            components::button(
                &CustomId { action, home, alert_id, parent_id, since },
                &action.label(context.language),
                style,
            )
        };
        let rows = buttons::rows(self.state, context.private).into_iter();
        rows.map(|row| components::row(row.into_iter().map(button))).collect()
    }
}
