//! The private answer to one interaction: given once, edited in place, and left alone where the board has written
//! (protocol 2).

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::alert::{ApplicationId, InteractionId};
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral::{FirstAnswer, Reply};
use crate::discord::rest::{Backoff, Call, DiscordCode, Ended, Priority, Rest, RestError, RetryError, retry};
use crate::gateway::context::{Desk, Received};

/// Discord takes a first answer within this.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// An attempt that hangs is waited for until then: what comes of it later changes nothing, and the rest has to go on.
const FIRST_ANSWER_HEARD: Duration = Duration::from_millis(3_500);

/// Discord takes edits for 15 min; a little less, so that nothing is tried in vain.
const TOKEN_LIFE: Duration = Duration::from_secs(14 * 60 + 30);

/// One look that hangs is worth no longer wait than this: another may not. A Discord that is merely slow answers within it.
const ONE_LOOK: Duration = Duration::from_secs(3);

/// One person's private answer.
pub(crate) struct Conversation {
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
pub(crate) enum Began {
    /// Discord took it: this gateway speaks.
    Ours,
    /// Another gateway speaks (or nobody can any more): be silent.
    Theirs,
    /// It is not known to have arrived.
    Unheard,
}

/// What stands there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// What this gateway wrote.
    Ours,
    /// The board's words.
    Boards,
    /// Something whose words can't be read.
    Unreadable,
    /// Nothing, and nothing can be written.
    Nothing,
    /// It could not be seen in time.
    Unseen,
}

impl Conversation {
    pub(crate) fn new(desk: &Desk, interaction: &Interaction, received: Received) -> Self {
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

    pub(crate) fn received(&self) -> Received {
        self.received
    }

    /// Gives the first answer.
    pub(crate) async fn begin(&mut self, reply: &Reply) -> Began {
        self.written.push(reply.content().to_owned());
        let response = reply.first();
        let given = first_answer(&self.rest, self.interaction, &self.token, self.received, &self.end, &response);
        let Ok(given) = timeout_at(self.received.plus(FIRST_ANSWER_HEARD), given).await else {
            tracing::warn!(interaction_id = %self.interaction, "Discord does not say whether it took the first answer");
            return Began::Unheard;
        };
        match given {
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
    pub(crate) async fn look(&self) -> Stands {
        self.look_until(self.received.plus(TOKEN_LIFE)).await
    }

    /// Looks what stands there, until `latest` or the end.
    pub(crate) async fn look_until(&self, latest: Instant) -> Stands {
        let backoff = Backoff { give_up_at: Some(latest), ..self.patience() };
        let seen = retry(backoff, &self.end, async |_| {
            let look = self.rest.original_response(Call::new(Priority::Answer), self.application, &self.token);
            // It changes nothing, so that it may be cut off.
            timeout(ONE_LOOK, look).await.unwrap_or(Err(RestError::TimedOut { route: "GET @original" }))
        });
        let seen = tokio::select! {
            seen = timeout_at(latest, seen) => seen,
            () = self.end.cancelled() => return Stands::Unseen,
        };
        match seen {
            Ok(Ok(text)) if self.written.contains(&text) => Stands::Ours,
            Ok(Ok(_)) => Stands::Boards,
            Ok(Err(RetryError { last: RestError::Unreadable { .. }, .. })) => Stands::Unreadable,
            Ok(Err(error)) if error.ended == Ended::Refused => {
                tracing::debug!(interaction_id = %self.interaction, %error, "nothing stands there");
                Stands::Nothing
            }
            Ok(Err(error)) => {
                tracing::debug!(interaction_id = %self.interaction, %error, "what stands there could not be seen");
                Stands::Unseen
            }
            Err(_) => Stands::Unseen,
        }
    }

    /// Writes in place of what stands there, for as long as the token lives.
    pub(crate) async fn rewrite(&mut self, reply: &Reply) -> Result<(), RetryError> {
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
pub(crate) async fn first_answer(
    rest: &Rest,
    interaction: InteractionId,
    token: &str,
    received: Received,
    end: &CancellationToken,
    response: &FirstAnswer,
) -> Result<(), RetryError> {
    let give_up_at: Option<Instant> = Some(received.plus(FIRST_ANSWER));
    let backoff = Backoff { first: Duration::from_millis(100), longest: Duration::from_millis(500), give_up_at };
    retry(backoff, end, |_| rest.answer_interaction(Call::new(Priority::Answer), interaction, token, response)).await
}
