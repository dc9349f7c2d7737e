//! Edits private answers for a notice. Such an edit rings no phone, so it counts as telling only while the person is looking
//! at the answer to their own press (docs/protocol.md#rule-35). Must not post messages.

use std::time::Duration;

use crate::alert::{About, Notice, Recipient};
use crate::board::effects::Job;
use crate::board::effects::ReplyAddress;
use crate::board::effects::context::{ANSWER_COMES_MS, AttemptResult, Context, passing};
use crate::board::effects::restore_answer::application;
use crate::discord::render::card::CardContext;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::rest::{Call, DiscordCode, Priority, RestError};
use crate::kafka::consumer::AssignmentEpoch;

/// The gateway's answer is at Discord this long after the interaction at the earliest.
const FIRST_EDIT_MS: i64 = 250;

/// For this long after a press the person looks at the screen.
const LOOKS_MS: i64 = 60_000;

impl Context {
    /// Tells the neighbor who took the alert, while they look at the answer to their press. `None` where they may not be
    /// looking any more, or can't be answered.
    pub(crate) async fn inform_at_a_glance(&self, job: &Job, notice: &Notice) -> Option<AttemptResult> {
        let answer = self.you_have_it(job, notice)?;
        let address = self.answerable(job).filter(|address| self.now().since(address.since) < LOOKS_MS)?;
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(Priority::Answer).if_still(&may_send).until(&job.ended);
        match self.edit_answer(call, job.place.epoch, address, &answer).await {
            Ok(()) => Some(self.informed(job, notice, None).await),
            Err(error) if self.comes_still(address, &error) => {
                Some(AttemptResult::Later(Some(self.until_it_comes(address))))
            }
            Err(error) => passing(&error),
        }
    }

    /// The phone of the neighbor who took the alert has rung: their answer shouldn't go on to say that they have to wait.
    pub(crate) async fn edit_beside(&self, job: &Job, notice: &Notice) {
        if let (Some(answer), Some(address)) = (self.you_have_it(job, notice), self.answerable(job)) {
            self.edit_once(job, address, &answer).await;
        }
    }

    fn you_have_it(&self, job: &Job, notice: &Notice) -> Option<Reply> {
        let won = notice.recipient == Recipient::Neighbor
            && matches!(notice.about, About::Claimed(_) | About::TakenOver { .. });
        won.then(|| ephemeral::you_have_it(&job.state, &self.answer_context(job)))
    }

    /// What a private answer about the job needs, in the language of its person.
    pub(crate) fn answer_context(&self, job: &Job) -> CardContext {
        let context = self.card_context(&job.state, job.place.epoch);
        let language = job.address.as_ref().map(|address| address.language(context.language));
        CardContext { language: language.unwrap_or(context.language), ..context }
    }

    /// Where the recipient of the job's notice can still be answered privately.
    pub(crate) fn answerable<'a>(&self, job: &'a Job) -> Option<&'a ReplyAddress> {
        job.address.as_ref().filter(|address| address.lives(self.now()))
    }

    /// Edits a private answer beside the real notification. Nothing depends on it, so it is tried once.
    pub(crate) async fn edit_once(&self, job: &Job, address: &ReplyAddress, answer: &Reply) {
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(Priority::Answer).if_still(&may_send).until(&job.ended);
        if let Err(error) = self.edit_answer(call, job.place.epoch, address, answer).await {
            tracing::debug!(alert_id = %job.place.alert, %error, "a private answer was not edited");
        }
    }

    /// Edits the private answer at an address.
    pub(crate) async fn edit_answer(
        &self,
        call: Call<'_>,
        epoch: AssignmentEpoch,
        address: &ReplyAddress,
        answer: &Reply,
    ) -> Result<(), RestError> {
        let token = &address.to.token;
        if self.now().since(address.since) < FIRST_EDIT_MS {
            tokio::time::sleep(self.until_it_comes(address)).await;
        }
        self.rest.edit_original_response(call, application(address), token, &answer.edit()).await?;
        self.restore_if_overwritten(epoch, address, answer);
        Ok(())
    }

    /// Whether the gateway may just not have answered yet, so that there is nothing to edit.
    pub(crate) fn comes_still(&self, address: &ReplyAddress, error: &RestError) -> bool {
        let missing = matches!(error.code(), Some(DiscordCode::UNKNOWN_MESSAGE | DiscordCode::UNKNOWN_WEBHOOK));
        missing && self.now().since(address.since) < ANSWER_COMES_MS
    }

    /// How long to wait for the gateway's answer: it is on its way to Discord for a while. Discord restricts a bot that
    /// asks in vain, and allows about five calls in two seconds for an interaction.
    pub(crate) fn until_it_comes(&self, address: &ReplyAddress) -> Duration {
        let age = self.now().since(address.since);
        let wait = match age {
            age if age < FIRST_EDIT_MS => FIRST_EDIT_MS - age.max(0),
            ..500 => 250,
            500..1_000 => 500,
            1_000.. => 1_000,
        };
        Duration::from_millis(wait.unsigned_abs())
    }
}
