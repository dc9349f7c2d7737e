//! The private answer to one interaction: given once, edited in place, and left alone once the board has written it
//! (docs/protocol.md#rule-2).

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::alert::{ApplicationId, InteractionId};
use crate::discord::input::interaction::{Interaction, Message};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::{FirstAnswer, Reply};
use crate::discord::rest::{
    Attachment, Backoff, Call, DiscordCode, Ended, Priority, Rest, RestError, RetryError, retry,
};
use crate::gateway::context::{Context, Received};

/// Discord accepts a first answer within this time.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// No longer is waited for the outcome of the first answer: a later one would change nothing.
const FIRST_ANSWER_OUTCOME: Duration = Duration::from_millis(3_500);

/// Discord accepts edits for 15 min; a little less, so that no edit is tried in vain.
const TOKEN_LIFE: Duration = Duration::from_secs(14 * 60 + 30);

/// One read that hangs is given up after this and repeated. A Discord that is merely slow answers within it.
const ONE_READ: Duration = Duration::from_secs(3);

/// One person's private answer.
pub(crate) struct Response {
    rest: Rest,
    application: ApplicationId,
    interaction: InteractionId,
    token: String,
    received: Received,
    /// The texts that this gateway has written, or may have.
    written: Vec<String>,
    /// Whether the first answer replaces the private message whose button was pressed.
    is_in_place: bool,
    /// Discord said that somebody else has answered.
    answered_elsewhere: bool,
    /// Fires when the process can no longer wait.
    end: CancellationToken,
}

/// Who gave the first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstAnswered {
    /// This gateway: Discord accepted it.
    ByUs,
    /// Another gateway, or it is too late for any: this one writes nothing more.
    ByAnother,
    /// Whether Discord got it is not known.
    Unknown,
}

/// What the answer says now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A text of this gateway.
    Ours,
    /// A text of the board.
    Boards,
    /// Something that can't be read.
    Unreadable,
    /// Nothing, and nothing can be written.
    Nothing,
    /// Discord did not say in time.
    Unknown,
}

impl Response {
    pub(crate) fn new(context: &Context, interaction: &Interaction, received: Received) -> Self {
        Response {
            rest: context.rest.clone(),
            application: interaction.application_id,
            interaction: interaction.id,
            token: interaction.token.clone(),
            received,
            written: Vec::new(),
            is_in_place: false,
            answered_elsewhere: false,
            end: context.end.clone(),
        }
    }

    /// The same in the place of this question, which is private, and whose buttons vanish with the answer.
    pub(crate) fn in_place_of(mut self, question: &Message) -> Self {
        // Until the first answer arrives, it still says this.
        self.written.push(question.content.clone());
        Response { is_in_place: true, ..self }
    }

    pub(crate) fn received(&self) -> Received {
        self.received
    }

    /// Whether Discord said that somebody else has answered, and not that it was too late.
    pub(crate) fn was_answered_elsewhere(&self) -> bool {
        self.answered_elsewhere
    }

    /// Gives the first answer.
    pub(crate) async fn begin(&mut self, reply: &Reply) -> FirstAnswered {
        self.written.push(reply.content().to_owned());
        let response = if self.is_in_place { reply.in_place() } else { reply.first() };
        self.begin_with(&response).await
    }

    /// Says that the answer comes later: Discord shows that the bot is thinking.
    pub(crate) async fn defer(&mut self) -> FirstAnswered {
        self.begin_with(&ephemeral::later()).await
    }

    async fn begin_with(&mut self, response: &FirstAnswer) -> FirstAnswered {
        let given = first_answer(&self.rest, self.interaction, &self.token, self.received, &self.end, response);
        let Ok(given) = timeout_at(self.received.plus(FIRST_ANSWER_OUTCOME), given).await else {
            tracing::warn!(interaction_id = %self.interaction, "Discord does not say whether it accepted the first answer");
            return FirstAnswered::Unknown;
        };
        match given {
            Ok(()) => FirstAnswered::ByUs,
            Err(error) if error.last.code().is_some_and(DiscordCode::is_answered_or_late) => {
                // "Answered already" after an attempt of unknown outcome: by that attempt.
                if error.may_have_happened {
                    return FirstAnswered::ByUs;
                }
                self.answered_elsewhere = error.last.code() == Some(DiscordCode::ALREADY_ANSWERED);
                FirstAnswered::ByAnother
            }
            Err(error) => {
                tracing::warn!(interaction_id = %self.interaction, %error, "the first answer could not be given");
                FirstAnswered::Unknown
            }
        }
    }

    /// Reads what the answer says, for as long as the token is valid.
    pub(crate) async fn read(&self) -> Shown {
        self.read_until(self.received.plus(TOKEN_LIFE)).await
    }

    /// Reads what the answer says, until `latest` or the end.
    pub(crate) async fn read_until(&self, latest: Instant) -> Shown {
        let backoff = Backoff { give_up_at: Some(latest), ..self.patience() };
        let seen = retry(backoff, &self.end, async |_| {
            let read = self.rest.original_response(Call::new(Priority::Answer), self.application, &self.token);
            // It changes nothing, so it may be cut off.
            timeout(ONE_READ, read).await.unwrap_or(Err(RestError::TimedOut { route: "GET @original" }))
        });
        let seen = tokio::select! {
            seen = timeout_at(latest, seen) => seen,
            () = self.end.cancelled() => return Shown::Unknown,
        };
        match seen {
            Ok(Ok(text)) if self.written.contains(&text) => Shown::Ours,
            Ok(Ok(_)) => Shown::Boards,
            Ok(Err(RetryError { last: RestError::Unreadable { .. }, .. })) => Shown::Unreadable,
            Ok(Err(error)) if error.ended == Ended::Refused => {
                tracing::debug!(interaction_id = %self.interaction, %error, "there is no answer");
                Shown::Nothing
            }
            Ok(Err(error)) => {
                tracing::debug!(interaction_id = %self.interaction, %error, "the answer could not be read");
                Shown::Unknown
            }
            Err(_) => Shown::Unknown,
        }
    }

    /// Replaces the answer, for as long as the token is valid.
    ///
    /// # Errors
    /// [`RetryError`] if Discord does not accept it.
    pub(crate) async fn rewrite(&mut self, reply: &Reply) -> Result<(), RetryError> {
        let (edit, call) = (reply.edit(), Call::new(Priority::Answer));
        self.written.push(reply.content().to_owned());
        let (rest, application, token) = (&self.rest, self.application, &self.token);
        let attempt = async |_| rest.edit_original_response(call, application, token, &edit).await;
        was_written(retry(self.patience(), &self.end, attempt).await)
    }

    /// The same with a file.
    ///
    /// # Errors
    /// As [`Self::rewrite`].
    pub(crate) async fn rewrite_with(&mut self, reply: &Reply, file: &Attachment) -> Result<(), RetryError> {
        let (edit, call) = (reply.edit(), Call::new(Priority::Answer));
        self.written.push(reply.content().to_owned());
        let (rest, application, token) = (&self.rest, self.application, &self.token);
        let attempt = async |_| rest.edit_original_response_with(call, application, token, &edit, file).await;
        was_written(retry(self.patience(), &self.end, attempt).await)
    }

    fn patience(&self) -> Backoff {
        let give_up_at = Some(self.received.plus(TOKEN_LIFE));
        Backoff { first: Duration::from_millis(250), longest: Duration::from_secs(5), give_up_at }
    }
}

fn was_written(outcome: Result<(), RetryError>) -> Result<(), RetryError> {
    match outcome {
        // It was written; only Discord's response could not be read.
        Err(RetryError { last: RestError::Unreadable { .. }, .. }) => Ok(()),
        outcome => outcome,
    }
}

/// Tries to give a first answer within Discord's 3 s.
///
/// # Errors
/// [`RetryError`] if Discord does not accept it.
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
