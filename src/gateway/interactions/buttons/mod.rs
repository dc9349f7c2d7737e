//! The buttons of a card and of private questions, one file each: who may press it, and what a press becomes.
//!
//! This file checks what all buttons have in common. A new button is a file here, an arm of the `match` in [`pressed`], a
//! row of [`Action`], its sentences in `discord/text/`, and a place on the card (`discord/render/buttons.rs`). A menu and a
//! form are presses, too, with the action of the button that opened them. Must not decide what a press changes: the log
//! does.

mod acting;
mod ask_again;
mod cancelled;
mod change;
mod claim;
mod confirmed;
mod details;
mod done;
mod fix_and_send;
mod hand_over;
mod keep;
mod press;
mod released;
mod same_child;
#[cfg(test)]
mod staged;
mod standby;
mod take_over;
mod thanks;
mod with_child;

use std::sync::Arc;

use tokio::time::{Duration, sleep_until};

use crate::alert::{Alert, EventId, Kind};
use crate::alert_log::codec;
use crate::discord::action::Action;
use crate::discord::input::custom_id::{CustomId, CustomIdError};
use crate::discord::input::interaction::{Interaction, Message, kind};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::{FirstAnswer, Reply};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::buttons::press::Press;
use crate::gateway::interactions::needhelp::reply_to;
use crate::gateway::interactions::response::{FirstAnswered, Response};
use crate::gateway::interactions::submit::{GIVE_UP_SECONDS, Replies, Submission};
use crate::gateway::servers::served::Serves;

/// So long a gateway that does not know what was asked leaves the answer to another one. Discord waits for 3 s.
pub(super) const ANOTHER_FIRST: Duration = Duration::from_millis(1_500);

/// What a press becomes.
enum Pressed {
    /// A record, and what the person reads about it.
    Record { event: Box<Kind>, replies: Box<Replies> },
    /// An answer alone: nothing has to be recorded.
    Answer(Reply),
    /// A refusal or a question for a reason that another gateway may not know yet: the press must not count, even if that one has
    /// appended it (docs/protocol.md#rule-22).
    Void(Reply),
    /// An alert that was held back, and is sent now.
    Alert(Box<Alert>),
    /// An answer to something that this gateway does not know. Another gateway may know it, and answers first then.
    Unknown(Reply),
    /// A form, which comes back with the same custom id. Where this gateway does not know what to fill it with, another one
    /// may, and answers first then.
    Form { form: Box<FirstAnswer>, is_known: bool },
    /// A form with an alert.
    Typed,
}

/// Each button's own part: its event and its sentences, or the reason of a refusal.
fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    match press.button.action {
        Action::Claim => claim::pressed(context, press),
        Action::ClaimAnyway => claim::pressed_anyway(context, press),
        Action::SameChild => Ok(same_child::yes(press)),
        Action::AnotherChild => Ok(same_child::no(context, press)),
        Action::FixAndSend => Ok(fix_and_send::pressed(context, press)),
        Action::Keep => Ok(keep::pressed(press.language())),
        Action::WithChild => Ok(with_child::pressed(press)),
        Action::Done => done::pressed(press),
        Action::DoneYes => done::yes(press),
        Action::Released => released::pressed(press),
        Action::ReleasedYes => released::yes(press),
        Action::Standby => standby::pressed(context, press),
        Action::HandOver => hand_over::pressed(context, press),
        Action::TakeOver => take_over::pressed(context, press),
        Action::Change => change::pressed(context, press),
        Action::Cancelled => cancelled::pressed(press),
        Action::CancelledYes => cancelled::yes(press),
        Action::Confirmed => Ok(confirmed::pressed(press)),
        Action::AskAgain => ask_again::pressed(press),
        Action::Details => details::pressed(press),
        Action::Thanks => thanks::pressed(press),
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
        let action = CustomId::parse(&interaction.data.custom_id).ok().map(|button| button.action);
        // An alert counts, and its parent is told that it was late. "The child is with me" is true however late it comes
        // (docs/protocol.md#rule-19).
        let counts_late = match action {
            Some(Action::FixAndSend) => interaction.kind == kind::FORM,
            action => action == Some(Action::WithChild),
        };
        let refusal = match self.served.serves(&interaction).await {
            Serves::No => Some(ephemeral::press_in_another_server(language)),
            Serves::NotKnown => Some(ephemeral::press_while_starting(language)),
            // Discord has told them that it failed, so they may have other plans by now: it must not count.
            Serves::Yes if !counts_late && self.press_is_late(&interaction, received) => {
                Some(ephemeral::pressed_late(language, action))
            }
            Serves::Yes => None,
        };
        if let Some(refusal) = refusal {
            return self.refuse(kind, response, &refusal).await;
        }
        // They say who may take alerts.
        self.settings_are_read().await;
        let button = match CustomId::parse(&interaction.data.custom_id) {
            Ok(button) => button,
            Err(error) => return self.refuse(kind, response, &ephemeral::unreadable_button(language, &error)).await,
        };
        let answers = button.action.is_answer() || interaction.data.chosen().is_some();
        let question = interaction.message.as_ref().filter(|on| on.is_private() && answers);
        let response = match question {
            Some(question) => response.in_place_of(question),
            None => response,
        };
        match self.pressed(&interaction, &button, received) {
            Ok(Pressed::Record { event, replies }) => {
                let submission = self.press_submission(&interaction, button, *event, *replies, received);
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
            Ok(Pressed::Typed) => self.raise_typed(&interaction, response).await,
            Ok(Pressed::Form { form, is_known }) => {
                if !is_known {
                    sleep_until(received.plus(ANOTHER_FIRST)).await;
                }
                self.answer_once(interaction.id, &interaction.token, received, &form).await;
                self.count(kind, "answered");
            }
            Err(reply) => self.refuse(kind, response, &reply).await,
        }
    }

    fn pressed(&self, interaction: &Interaction, button: &CustomId, received: Received) -> Result<Pressed, Reply> {
        let language = interaction.language();
        let in_direct_message =
            button.action.is_in_direct_messages().then(|| interaction.in_direct_message()).flatten();
        let in_server = interaction.member.as_ref().filter(|_| interaction.guild_id.is_some());
        let Some(member) = in_server.or(in_direct_message.as_ref()) else {
            return Err(ephemeral::only_in_a_server(language));
        };
        let by_this_bot = |message: &&Message| message.author.as_ref().is_some_and(|author| self.is_me(author.id));
        let Some(message) = interaction.message.as_ref().filter(by_this_bot) else {
            return Err(ephemeral::unreadable_button(language, &CustomIdError::Foreign));
        };
        if interaction.kind == kind::FORM && !matches!(button.action, Action::Change | Action::FixAndSend) {
            return Err(ephemeral::unreadable_button(language, &CustomIdError::Damaged));
        }
        if self.view.is_elsewhere(&button.alert_id, interaction.guild_id, interaction.channel_id) {
            return Err(ephemeral::alert_of_another_server(language));
        }
        let state = self.view.alert(&button.alert_id);
        let alert = state.as_ref().and_then(|state| state.alert());
        let claim = state.as_ref().and_then(|state| state.claim());
        let of_the_server = || self.settings.for_guild(interaction.guild_id).has_private_details();
        let press = Press {
            password: alert.zip(claim).and_then(|(alert, claim)| self.password(alert, claim)),
            button,
            interaction,
            member,
            message,
            is_moderator: self.is_moderator(interaction.guild_id, member),
            has_private_details: alert.map_or_else(of_the_server, |alert| self.settings.hide_details(alert)),
            state,
            received,
        };
        let pressed = pressed(self, &press)?;
        if let Pressed::Record { event, .. } = &pressed {
            press.may_count(event)?;
        }
        Ok(pressed)
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
        let withdraws = matches!(event, Kind::Claimed { .. } | Kind::TakenOver { .. });
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
            withdraws,
            replies,
        }
    }
}
