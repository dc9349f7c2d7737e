//! Private answers, which only one person sees: the first answer to an interaction, and its edits.
//!
//! An edit replaces the whole answer with its buttons, and notifies nobody.

use std::collections::HashSet;

use std::borrow::Cow;

use serenity::all::ButtonStyle;
use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateEmbed,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    EditInteractionResponse,
};
use strum::IntoEnumIterator as _;

use crate::alert::{Alert, AlertState, Claim, GuildId, Millis, Noted, Notice, Phase, Refusal, RoleId, UserId};
use crate::discord::action::Action;
use crate::discord::escape;
use crate::discord::input::custom_id::{CustomId, CustomIdError};
use crate::discord::render::card::CardContext;
use crate::discord::render::{buttons, components, embed, links, mention};
use crate::discord::text;
use crate::discord::text::Part;
use crate::discord::text::masked::masked;
use crate::discord::text::reply::HelpersPhones;
use crate::discord::text::{Language, messages, part, reply as say};

/// The first answer to an interaction, as Discord takes it.
pub type FirstAnswer = CreateInteractionResponse;

/// Discord shows this many suggestions, of this many characters each.
const SUGGESTIONS: (usize, usize) = (25, 100);

/// The answer to a request for suggestions while a person types: texts for the option, the best first. Of more than Discord
/// shows, the rest is left out, and so is what it does not take.
#[must_use]
pub fn suggestions(texts: impl IntoIterator<Item = String>) -> FirstAnswer {
    let (most, longest) = SUGGESTIONS;
    let mut seen = HashSet::new();
    let texts = texts.into_iter().filter(|text| escape::is_legible(text) && text.chars().count() <= longest);
    let texts = texts.filter(|text| seen.insert(text.clone())).take(most);
    let choices = texts.map(AutocompleteChoice::from).collect();
    CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(choices))
}

/// The first answer where the real one takes longer: it replaces this one, and is private, too.
#[must_use]
pub(crate) fn later() -> FirstAnswer {
    CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true))
}

/// A private answer.
#[derive(Debug, Clone)]
pub struct Reply {
    content: String,
    /// Boxed, because `Reply` is also an error type, which should be small.
    embed: Option<Box<CreateEmbed>>,
    /// At most five.
    rows: Vec<CreateActionRow>,
}

impl Reply {
    pub(crate) fn new(content: impl Into<String>) -> Self {
        Reply { content: content.into(), embed: None, rows: Vec::new() }
    }

    pub(crate) fn with(mut self, embed: CreateEmbed) -> Self {
        self.embed = Some(Box::new(embed));
        self
    }

    /// With a picture in its embed: the file of this name beside it.
    pub(crate) fn with_picture(mut self, file: &str) -> Self {
        self.embed = self.embed.map(|embed| Box::new(embed.image(format!("attachment://{file}"))));
        self
    }

    /// With one more row of buttons below it, or a menu ([`super::components`]).
    #[must_use]
    pub fn row(mut self, row: CreateActionRow) -> Self {
        self.rows.push(row);
        self
    }

    /// With links below it, where there are any.
    pub(crate) fn linking(self, links: impl IntoIterator<Item = Option<CreateButton>>) -> Self {
        match links::row(links) {
            Some(row) => self.row(row),
            None => self,
        }
    }

    /// With a button of the alert.
    fn offering(self, action: Action, state: &AlertState, context: &CardContext) -> Self {
        let (home, alert_id, since) = (context.home, state.id.clone(), buttons::since(action, state));
        let id = CustomId { action, home, alert_id, parent_id: None, since };
        let button = components::button(&id, &action.label(context.language), ButtonStyle::Secondary);
        self.row(components::row([button]))
    }

    /// As the first answer, shown to the person alone.
    #[must_use]
    pub fn first(&self) -> FirstAnswer {
        CreateInteractionResponse::Message(self.message().ephemeral(true))
    }

    /// As the first answer to a press on a private message: it replaces that message, whose buttons vanish.
    #[must_use]
    pub fn in_place(&self) -> FirstAnswer {
        CreateInteractionResponse::UpdateMessage(self.message())
    }

    fn message(&self) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(&self.content)
            .embeds(self.embeds())
            .components(self.rows.clone())
            .allowed_mentions(CreateAllowedMentions::new())
    }

    /// As a message after the first answer, shown to the person alone.
    pub fn follow_up(&self) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(&self.content)
            .embeds(self.embeds())
            .components(self.rows.clone())
            .allowed_mentions(CreateAllowedMentions::new())
            .ephemeral(true)
    }

    /// As an edit that replaces the whole answer.
    pub fn edit(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(&self.content)
            .embeds(self.embeds())
            .components(self.rows.clone())
            .allowed_mentions(CreateAllowedMentions::new())
    }

    fn embeds(&self) -> Vec<CreateEmbed> {
        self.embed.iter().map(|embed| CreateEmbed::clone(embed)).collect()
    }

    /// The text, by which the gateway knows its own answers from the board's (docs/protocol.md#rule-2).
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }
}

/// The board, to the neighbor who took the alert: the whole alert, and how to give it back.
#[must_use]
pub fn you_have_it(state: &AlertState, context: &CardContext) -> Reply {
    let language = context.language;
    let password = state.claim().and_then(|claim| context.password(claim));
    let reply = Reply::new(say::you_have_it(language, state, password));
    // Once the child is with somebody, the alert can only be handed over.
    let reply = match &state.phase {
        Phase::Claimed { .. } => reply.offering(Action::Released, state, context),
        _ => reply,
    };
    let reply = reply.linking(links(language, state, context.guild));
    match &state.raised {
        Some(raised) => reply.with(mention::for_the_neighbor(language, &raised.alert)),
        None => reply,
    }
}

/// The card and the parent, for the neighbor who has the alert.
fn links(language: Language, state: &AlertState, guild: Option<GuildId>) -> [Option<CreateButton>; 2] {
    [links::to_card(language, state, guild), links::to_parent(language, state)]
}

/// The board, to the parent: there will be no card. `deleted` if somebody deleted it at once.
#[must_use]
pub fn not_shown(state: &AlertState, context: &CardContext, deleted: bool) -> Reply {
    let language = parents(state, context);
    about(Reply::new(if deleted { say::deleted(language) } else { say::not_shown(language) }), state, language)
}

/// The board, to the parent: intake could not make an alert of what they sent.
#[must_use]
pub fn rejected(language: Language) -> Reply {
    Reply::new(say::rejected(language))
}

/// The board, to the parent: nobody was asked in time.
#[must_use]
pub fn missed(state: &AlertState, context: &CardContext) -> Reply {
    let language = parents(state, context);
    about(Reply::new(say::missed(language, text::alert(state))), state, language)
}

/// The board, to a person whose press changed nothing: the reason.
#[must_use]
pub fn refused(refusal: &Refusal, state: &AlertState, context: &CardContext) -> Reply {
    // Who is refused may be anybody.
    let alert = text::alert(state).map(|alert| match context.private {
        true => Cow::Owned(masked(alert, context.language)),
        false => Cow::Borrowed(alert),
    });
    let reply = Reply::new(say::refused(context.language, refusal, alert.as_deref(), state.is_safe()));
    let reply = match (refusal, &state.phase) {
        (Refusal::Taken(taken), Phase::Claimed { claim, holding })
            if claim.offset == taken.offset && holding.standby.is_none() =>
        {
            reply.offering(Action::Standby, state, context)
        }
        _ => reply,
    };
    reply.linking([links::to_card(context.language, state, context.guild)])
}

/// The board, to a person whose press is in the log: what it has changed.
#[must_use]
pub fn noted(noted: Noted, state: &AlertState, context: &CardContext) -> Reply {
    Reply::new(say::noted(context.language, noted, state, context.calls_helpers(state)))
}

/// The board, to a person whose press came before `raised`: it counts when the alert arrives. `claims`: they wanted to take
/// the alert, and must not think that they have it.
#[must_use]
pub fn early(language: Language, claims: bool) -> Reply {
    Reply::new(if claims { say::early(language) } else { say::early_other(language) })
}

/// The board, to the parent: the card is there. `sees_the_card`: they can see its channel; otherwise they are told by direct
/// message.
#[must_use]
pub fn on_the_board(state: &AlertState, context: &CardContext, sees_the_card: bool) -> Reply {
    let posted = state.facts.posted;
    let phones = match (context.helper_role, posted.and_then(|posted| posted.role_notified)) {
        (_, Some(true)) => HelpersPhones::Rang,
        (_, Some(false)) => HelpersPhones::Silent,
        (Some(_), None) => HelpersPhones::Unknown,
        (None, None) if !state.alert().is_none_or(Alert::rings_helpers) => HelpersPhones::Unknown,
        (None, None) => HelpersPhones::NoRole,
    };
    let language = parents(state, context);
    let channel_id = posted.map(|posted| posted.channel_id);
    let said = say::posted(language, channel_id, phones, sees_the_card);
    let Some(alert) = text::alert(state) else { return Reply::new(said) };
    let has_no_area = context.private && !alert.drill && masked(alert, language).location.is_empty();
    let reply = match has_no_area && state.phase == Phase::Open {
        true => Reply::new(format!("{said}\n{}", say::no_area(language, sees_the_card))),
        false => Reply::new(said),
    };
    let card = links::to_card(language, state, context.guild).filter(|_| sees_the_card);
    reply.with(embed::of_alert(language, alert, None)).linking([card])
}

/// The board, to somebody whom no message could reach: what the notice says.
#[must_use]
pub fn notice(notice: &Notice, state: &AlertState, context: &CardContext) -> Reply {
    Reply::new(mention::text(notice, state, context))
}

/// The gateway, to the parent: the broker has the alert.
#[must_use]
pub fn sent(language: Language, alert: &Alert) -> Reply {
    Reply::new(say::sent(language, alert)).with(embed::of_alert(language, alert, None))
}

/// The gateway, to the admin: the broker has the drill.
#[must_use]
pub fn drill_sent(language: Language, ring: bool) -> Reply {
    Reply::new(if ring { messages::drill_sent_ringing(language) } else { messages::drill_sent(language) })
}

/// The gateway, to somebody who is no admin.
#[must_use]
pub fn only_admins(language: Language) -> Reply {
    Reply::new(messages::refused_only_admins(language))
}

/// The gateway, to the parent: the broker has not answered. If this is still there at `until`, it means "NOT sent".
#[must_use]
pub fn sending(language: Language, alert: &Alert, until: Millis) -> Reply {
    Reply::new(say::sending(language, alert, until))
}

/// The gateway, to a person who pressed a button: the same.
#[must_use]
pub fn press_sending(language: Language, until: Millis) -> Reply {
    Reply::new(say::press_sending(language, until))
}

/// The gateway, to the parent: it was not sent, and never will be.
#[must_use]
pub fn not_sent(language: Language, alert: &Alert) -> Reply {
    Reply::new(say::not_sent(language)).with(embed::of_alert(language, alert, None))
}

/// The gateway, to the parent: what was typed is refused. `text` is the whole answer.
#[must_use]
pub(crate) fn refused_input(text: &str) -> Reply {
    Reply::new(text)
}

/// The same for what the parent can correct: the button of `id` opens a form with what they typed.
#[must_use]
pub(crate) fn fixable_input(text: &str, id: &CustomId, language: Language) -> Reply {
    let fix = components::button(id, &id.action.label(language), ButtonStyle::Primary);
    refused_input(text).row(components::row([fix]))
}

/// The gateway, to a person whose press is in the log: the board answers next.
#[must_use]
pub fn submitted(language: Language, action: Action) -> Reply {
    Reply::new(match action {
        Action::Claim => say::checking(language),
        _ => say::one_moment(language),
    })
}

/// Whether the gateway writes this text after an acknowledgement. The board may replace it.
#[must_use]
pub fn is_gateways_sent(text: &str) -> bool {
    let is_submitted = |language| Action::iter().any(|action| text == submitted(language, action).content());
    say::is_sent(text) || Language::ALL.into_iter().any(is_submitted)
}

/// The gateway, to a person who claims: the press did not get through.
#[must_use]
pub fn claim_not_sent(language: Language, parent_id: Option<UserId>) -> Reply {
    Reply::new(say::claim_not_sent(language, parent_id))
}

/// The gateway, to a person who claims an alert that can't be in any log.
#[must_use]
pub fn claim_of_no_alert(language: Language) -> Reply {
    Reply::new(say::claim_of_no_alert(language))
}

/// The gateway, to a person who pressed another button, while the broker has not answered.
#[must_use]
pub fn press_sending_other(language: Language, until: Millis) -> Reply {
    Reply::new(say::press_sending_other(language, until))
}

/// The gateway, to a person whose press was not acknowledged.
#[must_use]
pub fn not_confirmed(language: Language) -> Reply {
    Reply::new(say::not_confirmed(language))
}

/// The gateway, to a person who pressed a button of an alert that can't be in any log.
#[must_use]
pub fn no_such_alert(language: Language) -> Reply {
    Reply::new(say::no_such_alert(language))
}

/// The gateway, to the neighbor who has the alert: all of it.
#[must_use]
pub(crate) fn details(
    language: Language,
    state: &AlertState,
    alert: &Alert,
    password: Option<Part>,
    guild: Option<GuildId>,
) -> Reply {
    let reply = Reply::new(say::details(language, alert, password)).with(embed::of_alert(language, alert, None));
    reply.linking(links(language, state, guild))
}

/// The gateway, to the parent: the line with the password, for the child's phone.
#[must_use]
pub(crate) fn password_for_the_child(
    language: Language,
    state: &AlertState,
    claim: &Claim,
    password: Part,
    guild: Option<GuildId>,
) -> Reply {
    let (child, neighbor) = (text::child(language, text::alert(state)), part::name(&claim.neighbor_name));
    let reply = Reply::new(messages::parent_for_the_child(language, child, neighbor, password));
    let person = links::to_person(language, claim.neighbor_id, &claim.neighbor_name);
    reply.linking([links::to_card(language, state, guild), Some(person)])
}

/// The gateway, to somebody who wants to read an alert that it does not know.
#[must_use]
pub fn details_unknown(language: Language) -> Reply {
    Reply::new(messages::view_starting(language))
}

/// The gateway, to a person who answered a question with no.
#[must_use]
pub fn kept(language: Language) -> Reply {
    Reply::new(say::kept(language))
}

/// The gateway, to a parent who presses the button of their own alert.
#[must_use]
pub fn own_alert(language: Language) -> Reply {
    Reply::new(say::own_alert(language))
}

/// The gateway, to a person whom the parent has blocked. It does not say so.
#[must_use]
pub fn may_not_take(language: Language) -> Reply {
    Reply::new(say::may_not_take(language))
}

/// The gateway, to a person without the role that may claim.
#[must_use]
pub fn not_a_helper(language: Language, role: RoleId) -> Reply {
    Reply::new(say::not_a_helper(language, part::role(role)))
}

/// The gateway, to a person who pressed a button that can't be read.
#[must_use]
pub fn unreadable_button(language: Language, error: &CustomIdError) -> Reply {
    Reply::new(match error {
        CustomIdError::Foreign => say::foreign_button(language),
        CustomIdError::Damaged => say::damaged_button(language),
        CustomIdError::Later => say::later_button(language),
    })
}

/// The gateway, to a person who pressed a button outside of a server.
#[must_use]
pub fn only_in_a_server(language: Language) -> Reply {
    Reply::new(say::only_in_a_server(language))
}

/// The gateway, to a person who pressed a button of an alert of another server.
#[must_use]
pub fn alert_of_another_server(language: Language) -> Reply {
    Reply::new(say::alert_of_another_server(language))
}

/// The gateway, to a person who pressed a button in a server that the bot does not serve.
#[must_use]
pub fn press_in_another_server(language: Language) -> Reply {
    Reply::new(say::press_in_another_server(language))
}

/// The gateway, to a person who pressed a button before the bot knows which server it serves.
#[must_use]
pub fn press_while_starting(language: Language) -> Reply {
    Reply::new(say::press_while_starting(language))
}

/// The gateway, to a person whose press arrived after Discord had told them that it failed. Whoever wanted to take the alert
/// does not have it; who has it keeps it.
#[must_use]
pub fn pressed_late(language: Language, action: Option<Action>) -> Reply {
    let takes = matches!(action, Some(Action::Claim | Action::ClaimAnyway | Action::TakeOver));
    Reply::new(if takes { say::pressed_late(language) } else { say::pressed_late_other(language) })
}

/// The gateway, to a person whose interaction made the bot fail.
#[must_use]
pub fn went_wrong(language: Language) -> Reply {
    Reply::new(say::went_wrong(language))
}

/// The gateway, to the person of an unknown kind of interaction.
#[must_use]
pub fn unknown(language: Language) -> Reply {
    Reply::new(say::unknown(language))
}

/// The language of the parent's answers: their own, else the server's.
fn parents(state: &AlertState, context: &CardContext) -> Language {
    text::language_of_parent(state).unwrap_or(context.language)
}

fn about(reply: Reply, state: &AlertState, language: Language) -> Reply {
    match text::alert(state) {
        Some(alert) => reply.with(embed::of_alert(language, alert, None)),
        None => reply,
    }
}
