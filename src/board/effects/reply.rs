//! Private answers without a fact: to neighbors whose press changed nothing, and "✅ Posted" to the parent.
//!
//! They are edits of the first answer, so a repetition is not visible. An answer is tried until Discord accepts it, the
//! interaction's token expires, or the partition is revoked.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alert::{AlertState, Refusal};
use crate::board::effects::context::{Desk, backoff};
use crate::board::state::assignment::Tenure;
use crate::board::state::reply_address::Address;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{card, ephemeral};
use crate::discord::rest::{Call, Priority};

/// A private answer and its address.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) address: Address,
    pub(crate) say: Say,
}

/// The content of a private answer.
#[derive(Debug, Clone)]
pub(crate) enum Say {
    /// The reason why a press changed nothing.
    Refused(Refusal),
    /// The press came before its alert's `raised`.
    Early,
    /// The press is in the log.
    Noted,
    /// The parent's alert has a card.
    OnTheBoard,
}

impl Answer {
    fn render(&self, state: &AlertState, context: &card::CardContext) -> Reply {
        match &self.say {
            Say::Refused(refusal) => ephemeral::refused(refusal, state, context),
            Say::Early => ephemeral::early(),
            Say::Noted => ephemeral::noted(state),
            Say::OnTheBoard => ephemeral::on_the_board(state, context),
        }
    }
}

impl Desk {
    /// Edits the answer, and retries as long as the token is valid.
    pub(crate) async fn answer(
        self: Arc<Self>,
        tenure: Tenure,
        answer: Answer,
        state: AlertState,
        ended: CancellationToken,
    ) {
        let context = self.card_context(tenure);
        let body = answer.render(&state, &context);
        let mut failures = 0;
        while answer.address.lives(self.now()) {
            if self.until_may_send(tenure).await.is_err() {
                return;
            }
            let may_send = self.may_send(tenure);
            let call = Call::new(Priority::Answer).if_still(&may_send).until(&ended);
            let pause = match self.edit_answer(call, tenure, &answer.address, &body).await {
                Ok(()) => return,
                Err(error) if self.comes_still(&answer.address, &error) => self.until_it_comes(&answer.address),
                Err(error) if error.is_transient() => error.retry_after().unwrap_or_else(|| backoff(failures)),
                Err(crate::discord::rest::RestError::Held) => Duration::from_millis(100),
                Err(error) => {
                    tracing::debug!(alert_id = %state.id, %error, "a private answer can't be given any more");
                    return;
                }
            };
            failures += 1;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = ended.cancelled() => return,
                () = self.stop.cancelled() => return,
            }
        }
    }
}
