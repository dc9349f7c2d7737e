//! Private answers, for one pair of eyes: the first answer to an interaction and the edits of it.
//!
//! Each replaces all that stood there before, and pings nobody.

use serenity::builder::{
    CreateAllowedMentions, CreateAutocompleteResponse, CreateEmbed, CreateInteractionResponse,
    CreateInteractionResponseMessage, EditInteractionResponse,
};

use crate::alert::{Alert, AlertState, Millis, Refusal, RoleId};
use crate::discord::input::custom_id::CustomIdError;
use crate::discord::render::card::CardContext;
use crate::discord::render::{embed, mention};
use crate::discord::text;
use crate::discord::text::{field, reply as say};

/// The first answer to an interaction, as Discord takes it.
pub type FirstAnswer = CreateInteractionResponse;

/// To somebody who types and wants suggestions: none.
#[must_use]
pub fn no_suggestions() -> FirstAnswer {
    CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new())
}

/// A private answer.
#[derive(Debug, Clone)]
pub struct Reply {
    content: String,
    /// Boxed, because a reply is the error of what is refused.
    embed: Option<Box<CreateEmbed>>,
}

impl Reply {
    fn new(content: impl Into<String>) -> Self {
        Reply { content: content.into(), embed: None }
    }

    fn with(mut self, embed: CreateEmbed) -> Self {
        self.embed = Some(Box::new(embed));
        self
    }

    /// As the first answer, shown to the person alone.
    #[must_use]
    pub fn first(&self) -> FirstAnswer {
        let message = CreateInteractionResponseMessage::new()
            .content(&self.content)
            .embeds(self.embed.iter().map(|embed| CreateEmbed::clone(embed)).collect())
            .allowed_mentions(CreateAllowedMentions::new())
            .ephemeral(true);
        CreateInteractionResponse::Message(message)
    }

    /// In place of what stands there.
    pub fn edit(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(&self.content)
            .embeds(self.embed.iter().map(|embed| CreateEmbed::clone(embed)).collect())
            .components(Vec::new())
            .allowed_mentions(CreateAllowedMentions::new())
    }

    /// The text, by which the gateway knows its own words from the board's (protocol 2).
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }
}

/// The board, to who has it now: what they need to know.
#[must_use]
pub fn you_have_it(state: &AlertState, context: &CardContext) -> Reply {
    let reply = Reply::new(say::you_have_it(state));
    match &state.raised {
        Some(raised) => reply.with(mention::with_link(mention::for_the_neighbor(&raised.alert), state, context)),
        None => reply,
    }
}

/// The board, to the parent: there is no card, and there will be none; `deleted` where there was one for a moment.
#[must_use]
pub fn not_shown(state: &AlertState, deleted: bool) -> Reply {
    about(Reply::new(if deleted { say::DELETED } else { say::NOT_SHOWN }), state)
}

/// The board, to the parent: nobody was asked in time.
#[must_use]
pub fn missed(state: &AlertState) -> Reply {
    about(Reply::new(say::MISSED), state)
}

/// The board, to who did something that changed nothing: why.
#[must_use]
pub fn refused(refusal: &Refusal, state: &AlertState, context: &CardContext) -> Reply {
    let reply = Reply::new(say::refused(refusal));
    match text::link(state, context.guild) {
        Some(link) => reply.with(CreateEmbed::new().field(field::CARD, link, false)),
        None => reply,
    }
}

/// The board, to who did something that was done.
#[must_use]
pub fn noted(_: &AlertState) -> Reply {
    Reply::new(say::NOTED)
}

/// The board, to the parent: the card is there.
#[must_use]
pub fn on_the_board(state: &AlertState, context: &CardContext) -> Reply {
    let link = text::link(state, context.guild);
    about(Reply::new(say::on_the_board(link.as_deref())), state)
}

/// The gateway, to the parent: the broker has it.
#[must_use]
pub fn sent(alert: &Alert) -> Reply {
    Reply::new(say::SENT).with(embed::of_alert(alert))
}

/// The gateway: the broker has not answered; what it means if this still stands at `until`.
#[must_use]
pub fn not_sent_yet(until: Millis) -> Reply {
    Reply::new(say::not_sent_yet(until))
}

/// The gateway, to the parent: it was not sent, and never will be.
#[must_use]
pub fn not_sent(alert: &Alert) -> Reply {
    Reply::new(say::NOT_SENT).with(embed::of_alert(alert))
}

/// The gateway, to the parent: it was not even tried. `why` is plain text already.
#[must_use]
pub fn not_sent_because(why: &str) -> Reply {
    Reply::new(say::not_sent_because(why))
}

/// The gateway, to who clicked: the board will say whether they have it.
#[must_use]
pub fn passed_on() -> Reply {
    Reply::new(say::PASSED_ON)
}

/// The gateway, to who clicked: the click did not get through.
#[must_use]
pub fn click_not_sent() -> Reply {
    Reply::new(say::CLICK_NOT_SENT)
}

/// The gateway, to who pressed a button of an alert that can't be anywhere.
#[must_use]
pub fn leads_nowhere() -> Reply {
    Reply::new(say::LEADS_NOWHERE)
}

/// The gateway, to who may not claim because the alert is theirs.
#[must_use]
pub fn own_alert() -> Reply {
    Reply::new(say::OWN_ALERT)
}

/// The gateway, to who may not claim for want of the role.
#[must_use]
pub fn not_a_helper(role: RoleId) -> Reply {
    Reply::new(say::not_a_helper(&format!("<@&{role}>")))
}

/// The gateway, to who pressed a button that can't be read.
#[must_use]
pub fn unreadable_button(error: &CustomIdError) -> Reply {
    Reply::new(match error {
        CustomIdError::Foreign => say::FOREIGN_BUTTON,
        CustomIdError::Damaged => say::DAMAGED_BUTTON,
        CustomIdError::Later => say::LATER_BUTTON,
    })
}

/// The gateway, to who clicked outside of a server.
#[must_use]
pub fn only_in_a_server() -> Reply {
    Reply::new(say::ONLY_IN_A_SERVER)
}

/// The gateway, to who waits for something that the bot failed over.
#[must_use]
pub fn went_wrong() -> Reply {
    Reply::new(say::WENT_WRONG)
}

/// The gateway, to whatever else Discord may send.
#[must_use]
pub fn unknown() -> Reply {
    Reply::new(say::UNKNOWN)
}

fn about(reply: Reply, state: &AlertState) -> Reply {
    match &state.raised {
        Some(raised) if !state.is_shrunk() => reply.with(embed::of_alert(&raised.alert)),
        _ => reply,
    }
}
