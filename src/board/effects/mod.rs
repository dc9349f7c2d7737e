//! Carries out effects: each call makes one attempt. Must not repeat an attempt; the event loop does.

pub(crate) mod card;
pub(crate) mod card_findings;
pub(crate) mod cleanup;
pub(crate) mod context;
pub(crate) mod find_message;
pub(crate) mod language;
pub(crate) mod notify;
pub(crate) mod phone;
pub(crate) mod pin_notices;
pub(crate) mod private;
pub(crate) mod reply;
pub(crate) mod restore_answer;

pub(crate) use context::{AttemptResult, Context, retry_wait};

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alert::{AlertState, Effect, Millis};
use crate::board::state::{AlertPlace, Current, Newest, PrivateReply, Refusals, ReplyAddress, ReplyText};

/// The input of an attempt, with the state at the time when the attempt was decided.
pub(crate) struct Job {
    pub(crate) place: AlertPlace,
    pub(crate) effect: Effect,
    pub(crate) state: AlertState,
    /// Where the person that an [`Effect::Inform`] is for can be answered privately.
    pub(crate) address: Option<ReplyAddress>,
    /// Somebody may have tried to post the card before.
    pub(crate) maybe_posted: bool,
    /// How long Discord has refused the effect.
    pub(crate) refusals: Refusals,
    /// What later records changed, for the check before the write.
    pub(crate) newest: Arc<Newest>,
    /// Fires when the partition is being handed over or is lost.
    pub(crate) ended: CancellationToken,
}

impl Job {
    /// Whether the state has not changed since the decision.
    pub(crate) fn is_current(&self, now: Millis) -> bool {
        self.current().is(now)
    }

    /// The same check, for the time at which the request is written.
    pub(crate) fn current(&self) -> Current {
        Current::new(&self.newest, &self.state, self.effect.waits_for_the_clock())
    }
}

impl Context {
    /// Tries once. Waits for the lease first; what is not allowed any more is dropped.
    pub(crate) async fn carry(self: Arc<Self>, job: Job) -> AttemptResult {
        if let Err(dropped) = self.until_may_send(job.place.epoch).await {
            return dropped;
        }
        self.learn_language(&job.state, job.place.epoch, &job.ended).await;
        let result = self.attempt(&job).await;
        match result {
            // It was held back because there is news: that is carried out at once.
            AttemptResult::Later(_) | AttemptResult::Refused(_) if !job.is_current(self.now()) => {
                AttemptResult::Later(Some(Duration::ZERO))
            }
            result => result,
        }
    }

    async fn attempt(self: &Arc<Self>, job: &Job) -> AttemptResult {
        match job.effect.clone() {
            Effect::Post { cause, ts, missed } => self.post(job, &cause, ts, missed).await,
            Effect::Settle { cause, ts } => self.settle(job, &cause, ts).await,
            Effect::Adopt { cause, channel_id, message_id } => {
                // The pressed card had its button, so it showed the state after `raised`.
                let as_of = job.state.raised.as_ref().map_or(-1, |raised| raised.offset);
                self.posted(job, &cause, channel_id, &[message_id], as_of, None).await
            }
            Effect::Edit => self.edit(job).await,
            Effect::Pin(pin) => self.pin(job, pin).await,
            Effect::Remove(strays) => self.remove(job, &strays).await,
            Effect::Erase(messages) => self.erase(job, &messages).await,
            Effect::Inform(notice) => self.inform(job, &notice).await,
        }
    }
}
