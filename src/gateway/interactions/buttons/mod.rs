//! The buttons of a card and of private questions, one file each: who may press it, and what a press becomes.
//!
//! This file checks what all buttons have in common. A new button is a file here, an arm of the `match` in [`pressed`], a
//! row of [`Action`], its sentences in `discord/text/reply.rs`, and a place on the card (`discord/render/card.rs`). Must
//! not decide what a press changes: the log does.

mod claim;
mod keep;
mod same_child;

use std::sync::Arc;

use tokio::time::{Duration, sleep_until};

use crate::alert::{Alert, EventId, Kind, Millis};
use crate::alert_log::codec;
use crate::discord::Language;
use crate::discord::action::Action;
use crate::discord::input::custom_id::{CustomId, CustomIdError};
use crate::discord::input::interaction::{Interaction, Member, Message};
use crate::discord::render::card::CardContext;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::needhelp::reply_to;
use crate::gateway::interactions::response::{FirstAnswered, Response};
use crate::gateway::interactions::submit::{GIVE_UP_SECONDS, Replies, Submission};
use crate::gateway::servers::served::Serves;
use crate::gateway::view::refusal;

/// So long a gateway that does not know what was asked leaves the answer to another one. Discord waits for 3 s.
const ANOTHER_FIRST: Duration = Duration::from_millis(1_500);

/// A press of one of this bot's buttons, in a server.
struct Press<'a> {
    button: &'a CustomId,
    interaction: &'a Interaction,
    member: &'a Member,
    /// The card, or the private question.
    message: &'a Message,
    received: Received,
}

/// What a press becomes.
enum Pressed {
    /// A record, and what the person reads about it.
    Record { event: Kind, replies: Box<Replies> },
    /// An answer alone: nothing has to be recorded.
    Answer(Reply),
    /// A refusal or a question for a reason that another gateway may not know yet: the press must not count, even if that one has
    /// appended it (docs/protocol.md#rule-22).
    Void(Reply),
    /// An alert that was held back, and is sent now.
    Alert(Box<Alert>),
    /// An answer to something that this gateway does not know. Another gateway may know it, and answers first then.
    Unknown(Reply),
}

/// Each button's own part: its event and its sentences, or the reason of a refusal.
fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    match press.button.action {
        Action::Claim => claim::pressed(context, press),
        Action::ClaimAnyway => claim::pressed_anyway(context, press),
        Action::SameChild => Ok(same_child::yes(context, press)),
        Action::AnotherChild => Ok(same_child::no(context, press)),
        Action::Keep => Ok(keep::pressed(press.interaction.language())),
        // No card has them yet, so it is a card of a later version.
        Action::WithChild
        | Action::Done
        | Action::Released
        | Action::Standby
        | Action::HandOver
        | Action::TakeOver
        | Action::Details
        | Action::Change
        | Action::Cancelled
        | Action::Confirmed
        | Action::AskAgain
        | Action::DoneYes
        | Action::CancelledYes
        | Action::ReleasedYes => Err(ephemeral::unreadable_button(press.interaction.language(), &CustomIdError::Later)),
    }
}

/// The metric's label for a press: the button's name, `unknown` for a button that is not this bot's.
pub(crate) fn label(custom_id: &str) -> &'static str {
    CustomId::parse(custom_id).map_or("unknown", |button| button.action.name())
}

impl Context {
    /// Submits a press, or tells the person why not.
    pub(crate) async fn press(self: Arc<Self>, interaction: Interaction, received: Received) {
        let response = Response::new(&self, &interaction, received);
        let (kind, language) = (label(&interaction.data.custom_id), interaction.language());
        let refusal = match self.served.serves(&interaction).await {
            Serves::No => Some(ephemeral::press_in_another_server(language)),
            Serves::NotKnown => Some(ephemeral::press_while_starting(language)),
            // Discord has told them that it failed, so they may have other plans by now: it must not count.
            Serves::Yes if self.press_is_late(&interaction, received) => Some(ephemeral::pressed_late(language)),
            Serves::Yes => None,
        };
        if let Some(refusal) = refusal {
            return self.refuse(kind, response, &refusal).await;
        }
        let button = match CustomId::parse(&interaction.data.custom_id) {
            Ok(button) => button,
            Err(error) => return self.refuse(kind, response, &ephemeral::unreadable_button(language, &error)).await,
        };
        let question = interaction.message.as_ref().filter(|on| on.is_private() && button.action.is_answer());
        let response = match question {
            Some(question) => response.in_place_of(question),
            None => response,
        };
        match self.pressed(&interaction, &button, received) {
            Ok(Pressed::Record { event, replies }) => {
                let submission = self.press_submission(&interaction, button, event, *replies, received);
                self.submit(submission, response).await;
            }
            Ok(Pressed::Answer(reply)) => {
                self.answer(kind, response, &reply, "answered").await;
            }
            Ok(Pressed::Void(reply)) => {
                if self.answer(kind, response, &reply, "refused").await != FirstAnswered::ByAnother {
                    self.withdraw(&button.alert_id, button.home, &EventId::new(interaction.id.to_string()));
                }
            }
            Ok(Pressed::Alert(alert)) => self.raise_after_all(&interaction, *alert, response).await,
            Ok(Pressed::Unknown(reply)) => {
                sleep_until(received.plus(ANOTHER_FIRST)).await;
                self.refuse(kind, response, &reply).await;
            }
            Err(reply) => self.refuse(kind, response, &reply).await,
        }
    }

    fn pressed(&self, interaction: &Interaction, button: &CustomId, received: Received) -> Result<Pressed, Reply> {
        let language = interaction.language();
        let (Some(member), Some(_)) = (&interaction.member, interaction.guild_id) else {
            return Err(ephemeral::only_in_a_server(language));
        };
        let by_this_bot = |message: &&Message| message.author.as_ref().is_some_and(|author| self.is_me(author.id));
        let Some(message) = interaction.message.as_ref().filter(by_this_bot) else {
            return Err(ephemeral::unreadable_button(language, &CustomIdError::Foreign));
        };
        let pressed = pressed(self, &Press { button, interaction, member, message, received })?;
        if let Pressed::Record { event, .. } = &pressed
            && let Some(reply) = self.refused_for_good(language, button, event, received)
        {
            return Err(reply);
        }
        Ok(pressed)
    }

    /// What the person reads of a press that the log refuses at any later time, too.
    fn refused_for_good(
        &self,
        language: Language,
        button: &CustomId,
        event: &Kind,
        received: Received,
    ) -> Option<Reply> {
        let state = self.view.alert(&button.alert_id)?;
        let refusal = refusal::for_good(&state, event, Millis::from(received.at))?;
        let guild = state.alert().and_then(|alert| alert.guild_id);
        let context = CardContext {
            helper_role: None,
            wider_role: None,
            fallback: None,
            private: false,
            home: button.home,
            language,
            guild,
        };
        Some(ephemeral::refused(&refusal, &state, &context))
    }

    fn press_submission(
        &self,
        interaction: &Interaction,
        button: CustomId,
        event: Kind,
        replies: Replies,
        received: Received,
    ) -> Submission {
        let id = EventId::new(interaction.id.to_string());
        let give_up_at = received.at_plus(GIVE_UP_SECONDS);
        let mut outgoing = codec::outgoing(&self.kafka, button.home, &button.alert_id, event, &id, "gateway");
        outgoing.envelope = outgoing.envelope.give_up_at(give_up_at).reply_to(reply_to(interaction));
        Submission {
            kind: button.action.name(),
            alert: button.alert_id,
            home: button.home,
            event: id,
            outgoing,
            give_up_at,
            replies,
        }
    }
}
