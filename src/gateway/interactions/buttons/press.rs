//! A press with all that the buttons ask about it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::alert::{Alert, AlertState, Kind, Millis, Refusal, UserId};
use crate::discord::input::custom_id::CustomId;
use crate::discord::input::interaction::{Interaction, Member, Message};
use crate::discord::render::card::CardContext;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text;
use crate::discord::text::Language;
use crate::discord::text::Part;
use crate::discord::text::masked::masked;
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::submit::Replies;
use crate::gateway::interactions::unsent::Sender;
use crate::gateway::view::refusal;

/// A press of one of this bot's buttons, a choice from a menu or a submitted form, in a server.
pub(super) struct Press<'a> {
    pub(super) button: &'a CustomId,
    pub(super) interaction: &'a Interaction,
    pub(super) member: &'a Member,
    /// The card, or the private question.
    pub(super) message: &'a Message,
    /// Whether this person may act for others.
    pub(super) is_moderator: bool,
    /// Whether only who has the alert reads all of it.
    pub(super) has_private_details: bool,
    /// The two words by which the child knows who has the alert, where details are private.
    pub(super) password: Option<Part>,
    /// What the gateway knows of the alert. It may be behind the log.
    pub(super) state: Option<Arc<AlertState>>,
    pub(super) received: Received,
}

impl Press<'_> {
    /// The record, and the answers of a press that is not withdrawn (docs/protocol.md#rule-21).
    pub(super) fn record(&self, event: Kind) -> Pressed {
        let language = self.language();
        let replies = Replies {
            sending: ephemeral::press_sending_other(language, self.received.not_sent_at()),
            sent: ephemeral::submitted(language, self.button.action),
            not_sent: ephemeral::not_confirmed(language),
            no_such_alert: ephemeral::no_such_alert(language),
        };
        Pressed::Record { event: Box::new(event), replies: Box::new(replies) }
    }

    pub(super) fn language(&self) -> Language {
        self.interaction.language()
    }

    /// Who presses, as a neighbor.
    pub(super) fn neighbor(&self) -> (UserId, String) {
        (self.member.user.id, self.member.display_name().trim().to_owned())
    }

    /// Who presses, as a parent who wants to send something.
    pub(super) fn sender(&self) -> Sender {
        Sender { guild: self.interaction.guild_id, parent: self.member.user.id }
    }

    /// Only who may take alerts goes on.
    pub(super) fn only_helpers(&self, context: &Context) -> Result<(), Reply> {
        let needed = context.needed_role(self.interaction.guild_id);
        match needed.filter(|role| !self.member.has_role(*role)) {
            Some(role) => Err(ephemeral::not_a_helper(self.language(), role)),
            None => Ok(()),
        }
    }

    /// Whether the parent has blocked this person since the alert was raised, if this gateway knows the parent. The card of an
    /// alert with private details does not name them.
    pub(super) fn is_blocked(&self, context: &Context, person: UserId) -> bool {
        let parent_id = self.parent_id();
        parent_id.is_some_and(|parent| context.settings.is_blocked(self.interaction.guild_id, parent, person))
    }

    /// The parent, if the button or the view names them.
    pub(super) fn parent_id(&self) -> Option<UserId> {
        self.button.parent_id.or_else(|| self.alert()?.parent_id)
    }

    /// The alert's words as this person may read them: where details are private, only the parent and who has it read all.
    pub(super) fn alert_as_read(&self) -> Option<Cow<'_, Alert>> {
        let (alert, person) = (self.alert()?, self.member.user.id);
        let claim = self.state.as_deref().and_then(AlertState::claim);
        let is_theirs = alert.parent_id == Some(person) || claim.is_some_and(|claim| claim.neighbor_id == person);
        Some(match self.has_private_details && !is_theirs {
            true => Cow::Owned(masked(alert, self.language())),
            false => Cow::Borrowed(alert),
        })
    }

    /// The alert's words, if they are known.
    pub(super) fn alert(&self) -> Option<&Alert> {
        text::alert(self.state.as_deref()?)
    }

    /// Only what the log may accept goes on: what it refuses at any later time, too, is refused at once, also before a
    /// question (docs/protocol.md#rule-22).
    pub(super) fn may_count(&self, event: &Kind) -> Result<(), Reply> {
        let now = Millis::from(self.received.at);
        match self.state.as_deref().and_then(|state| refusal::for_good(state, event, now)) {
            Some(refusal) => Err(self.refused(&refusal)),
            None => Ok(()),
        }
    }

    /// What the person reads where the log refuses it, too. Only what is known can be refused.
    pub(super) fn refused(&self, refusal: &Refusal) -> Reply {
        let language = self.language();
        let Some(state) = self.state.as_deref() else { return ephemeral::no_such_alert(language) };
        let context = CardContext {
            helper_role: None,
            wider_role: None,
            fallback: None,
            private: self.has_private_details,
            passwords: None,
            home: self.button.home,
            language,
            passwords_in: language,
            guild: state.alert().and_then(|alert| alert.guild_id),
        };
        ephemeral::refused(refusal, state, &context)
    }
}
