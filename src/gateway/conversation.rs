//! The private answer to one interaction: given once, edited in place, and left alone where the board has written
//! (protocol 2).

use std::time::Duration;

use serenity::all::{ApplicationId, InteractionId};
use serenity::builder::CreateInteractionResponse;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::desk::{Desk, Received};
use crate::discord::interaction::Interaction;
use crate::discord::replies::Reply;
use crate::discord::rest::{Backoff, Call, DiscordCode, Priority, Rest, RestError, RetryError, retry};

/// Discord takes a first answer within this.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// Discord takes edits for 15 min; a little less, so that nothing is tried in vain.
const TOKEN_LIFE: Duration = Duration::from_secs(14 * 60 + 30);

/// One person's private answer.
pub(super) struct Conversation {
    rest: Rest,
    application: ApplicationId,
    interaction: InteractionId,
    token: String,
    received: Received,
    /// What this gateway has written, or may have.
    written: Vec<String>,
    /// Fires when the process can wait no longer.
    end: CancellationToken,
}

/// What became of the first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Began {
    /// Discord took it: this gateway speaks.
    Ours,
    /// Another gateway speaks (or nobody can any more): be silent.
    Theirs,
    /// It is not known to have arrived.
    Unheard,
}

/// What stands there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// What this gateway wrote.
    Ours,
    /// The board's words.
    Boards,
    /// Nothing, and nothing can be written.
    Nothing,
}

impl Conversation {
    pub(super) fn new(desk: &Desk, interaction: &Interaction, received: Received) -> Self {
        Conversation {
            rest: desk.rest.clone(),
            application: interaction.application_id,
            interaction: interaction.id,
            token: interaction.token.clone(),
            received,
            written: Vec::new(),
            end: desk.end.clone(),
        }
    }

    pub(super) fn received(&self) -> Received {
        self.received
    }

    /// Gives the first answer.
    pub(super) async fn begin(&mut self, reply: &Reply) -> Began {
        self.written.push(reply.content().to_owned());
        let response = reply.first();
        match first_answer(&self.rest, self.interaction, &self.token, self.received, &self.end, &response).await {
            Ok(()) => Began::Ours,
            Err(error) if error.last.code().is_some_and(DiscordCode::is_answered_or_late) => {
                // "Answered already" after an attempt of unknown outcome: by that attempt.
                if error.may_have_happened { Began::Ours } else { Began::Theirs }
            }
            Err(error) => {
                tracing::warn!(interaction_id = %self.interaction, %error, "the first answer could not be given");
                Began::Unheard
            }
        }
    }

    /// Looks what stands there, for as long as the token lives.
    pub(super) async fn look(&self) -> Stands {
        let seen = retry(self.patience(), &self.end, |_| {
            self.rest.original_response(Call::new(Priority::Answer), self.application, &self.token)
        });
        match seen.await {
            Ok(message) if self.written.contains(&message.content) => Stands::Ours,
            Ok(_) => Stands::Boards,
            Err(error) => {
                tracing::debug!(interaction_id = %self.interaction, %error, "nothing stands there");
                Stands::Nothing
            }
        }
    }

    /// Writes in place of what stands there, for as long as the token lives.
    pub(super) async fn rewrite(&mut self, reply: &Reply) -> Result<(), RetryError> {
        self.written.push(reply.content().to_owned());
        let edit = reply.edit();
        let written = retry(self.patience(), &self.end, |_| {
            self.rest.edit_original_response(Call::new(Priority::Answer), self.application, &self.token, &edit)
        });
        match written.await {
            // Written all the same; only Discord's picture of it could not be read.
            Err(RetryError { last: RestError::Unreadable { .. }, .. }) => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    fn patience(&self) -> Backoff {
        let give_up_at = Some(self.received.plus(TOKEN_LIFE));
        Backoff { first: Duration::from_millis(250), longest: Duration::from_secs(5), give_up_at }
    }
}

/// Tries to give a first answer within the 3 s that there are.
pub(super) async fn first_answer(
    rest: &Rest,
    interaction: InteractionId,
    token: &str,
    received: Received,
    end: &CancellationToken,
    response: &CreateInteractionResponse,
) -> Result<(), RetryError> {
    let give_up_at: Option<Instant> = Some(received.plus(FIRST_ANSWER));
    let backoff = Backoff { first: Duration::from_millis(100), longest: Duration::from_millis(500), give_up_at };
    retry(backoff, end, |_| rest.answer_interaction(Call::new(Priority::Answer), interaction, token, response)).await
}
