//! Private answers that nothing is recorded of: to who clicked too late, and on the parent's own reply.
//!
//! They are edits of the first answer, so that giving one twice shows it once. They end when they are given, when the
//! token is dead, or when the partition is somebody else's.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alert::{AlertState, Refusal};
use crate::board::effects::context::{Desk, retry_wait};
use crate::board::state::assignment::Tenure;
use crate::board::state::reply_address::Address;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{card, ephemeral};
use crate::discord::rest::{Call, Priority};

/// A private answer to be given.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) address: Address,
    pub(crate) say: Say,
}

/// What it says.
#[derive(Debug, Clone)]
pub(crate) enum Say {
    /// Why a click changed nothing.
    Refused(Refusal),
    /// What somebody did has been done.
    Noted,
    /// The parent's alert is on the board.
    OnTheBoard,
}

impl Answer {
    fn render(&self, state: &AlertState, context: &card::CardContext) -> Reply {
        match &self.say {
            Say::Refused(refusal) => ephemeral::refused(refusal, state, context),
            Say::Noted => ephemeral::noted(state),
            Say::OnTheBoard => ephemeral::on_the_board(state, context),
        }
    }
}

impl Desk {
    /// Gives the answer; tries while its token lives.
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
            let pause = match self.edit_answer(call, &answer.address, &body).await {
                Ok(()) => return,
                Err(error) if self.comes_still(&answer.address, &error) => self.until_it_comes(&answer.address),
                Err(error) if error.is_transient() => error.retry_after().unwrap_or_else(|| retry_wait(failures)),
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
