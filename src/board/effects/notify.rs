//! Delivers notices to the parent, the neighbor who took the alert, and the helpers. Each function makes one attempt.

use std::time::Duration;

use crate::alert::{About, ChannelId, FailedEffect, Kind, MessageId, Notice, Recipient};
use crate::board::effects::Job;
use crate::board::effects::ReplyAddress;
use crate::board::effects::card::oldest;
use crate::board::effects::context::{ANSWER_COMES_MS, AttemptResult, Context, NONCE_MS, passing, reason};
use crate::board::effects::restore_answer::application;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{ephemeral, mention};
use crate::discord::rest::{Call, DiscordCode, Priority, RestError, StillAllowed};
use crate::kafka::consumer::AssignmentEpoch;

/// The gateway's answer is not there sooner after the interaction.
const FIRST_EDIT_MS: i64 = 250;

impl Context {
    /// Tells it the way that reaches them: a private answer where that is enough and possible, else a message that
    /// mentions them, else a direct message.
    pub(crate) async fn inform(&self, job: &Job, notice: &Notice) -> AttemptResult {
        let Some(raised) = &job.state.raised else { return AttemptResult::Dropped };
        let address = job.address.as_ref().filter(|address| address.lives(self.now()));
        let privately = match (&notice.about, notice.recipient) {
            (About::Claimed(_), Recipient::Neighbor) => {
                Some(ephemeral::you_have_it(&job.state, &self.card_context(job.place.epoch)))
            }
            (About::NotShown { deleted }, Recipient::Parent) => Some(ephemeral::not_shown(&job.state, *deleted)),
            (About::Missed, Recipient::Parent) => Some(ephemeral::missed(&job.state)),
            _ => None,
        };
        if let (Some(answer), Some(address)) = (privately, address)
            && let Some(result) = self.inform_privately(job, notice, address, &answer).await
        {
            return result;
        }
        let user = notice.person(&job.state);
        if user.is_none() && !(notice.recipient == Recipient::Helpers && self.helper_role.is_some()) {
            // There is nobody to mention. The card shows it.
            return self.informed(job, notice, None).await;
        }
        let in_channel = match job.state.facts.posted {
            Some(posted) => Some(posted.channel_id),
            None => self.channel_of(&raised.alert),
        };
        let refusal = match in_channel {
            // A channel that refuses the card would refuse a mention, too.
            Some(channel) if !matches!(notice.about, About::NotShown { deleted: false }) => {
                match self.mention(job, notice, channel).await {
                    Ok(result) => return result,
                    Err(refusal) => refusal,
                }
            }
            _ => "the channel can't be used".to_owned(),
        };
        let Some(user) = user else { return self.not_informed(job, notice, refusal).await };
        match self.rest.create_dm(self.call(job, &self.may_send(job.place.epoch)), user).await {
            Ok(dm) => match self.mention(job, notice, dm).await {
                Ok(result) => result,
                Err(also) => self.not_informed(job, notice, format!("{refusal}; as a direct message: {also}")).await,
            },
            Err(error) => match passing(&error) {
                Some(later) => later,
                None => {
                    let also = reason(&error);
                    self.not_informed(job, notice, format!("{refusal}; as a direct message: {also}")).await
                }
            },
        }
    }

    /// Posts the message, or finds the one of an earlier attempt. `Err` holds the reason of a refusal for good.
    async fn mention(&self, job: &Job, notice: &Notice, channel: ChannelId) -> Result<AttemptResult, String> {
        let may_send = self.may_send(job.place.epoch);
        let call = self.call(job, &may_send);
        let key = notice.key();
        let looked_up = self.now().since(notice.ts) > NONCE_MS;
        if looked_up {
            match self.scans.find(call, channel, &key, oldest(&notice.cause, notice.ts)).await {
                Ok(found) => {
                    if let Some(first) = found.first() {
                        return Ok(self.informed(job, notice, Some(*first)).await);
                    }
                }
                Err(error) => return passing(&error).ok_or_else(|| reason(&error)),
            }
        }
        let message = mention::create(notice, &job.state, &self.card_context(job.place.epoch), &key);
        let may_create = self.may_create(job.place.epoch, job.current(), notice.ts, looked_up);
        match self.rest.create_message(call.if_still(&may_create), channel, &message).await {
            Ok(message) => Ok(self.informed(job, notice, Some(message)).await),
            // An earlier attempt created it, so the phone has rung; somebody has deleted it since.
            Err(error) if error.code() == Some(DiscordCode::UNKNOWN_MESSAGE) => {
                Ok(self.informed(job, notice, None).await)
            }
            Err(error) => passing(&error).ok_or_else(|| reason(&error)),
        }
    }

    /// `None` where the answer can't be given any more, so that another way has to be found.
    async fn inform_privately(
        &self,
        job: &Job,
        notice: &Notice,
        address: &ReplyAddress,
        answer: &Reply,
    ) -> Option<AttemptResult> {
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(Priority::Answer).if_still(&may_send).until(&job.ended);
        match self.edit_answer(call, job.place.epoch, address, answer).await {
            Ok(()) => Some(self.informed(job, notice, None).await),
            Err(error) if self.comes_still(address, &error) => {
                Some(AttemptResult::Later(Some(self.until_it_comes(address))))
            }
            Err(error) => passing(&error),
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

    /// How long to wait for the gateway's answer: it is on its way to Discord for a while. Discord restricts who asks in
    /// vain, and allows about five calls in two seconds for an interaction.
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

    async fn informed(&self, job: &Job, notice: &Notice, message_id: Option<MessageId>) -> AttemptResult {
        let fact = Kind::Informed { cause: notice.cause.clone(), whom: notice.recipient, message_id };
        self.record(&job.place, fact).await
    }

    async fn not_informed(&self, job: &Job, notice: &Notice, reason: String) -> AttemptResult {
        self.give_up(job, &notice.cause, FailedEffect::Notice(notice.recipient), reason, 0).await
    }

    fn call<'a>(&self, job: &'a Job, may_send: &'a StillAllowed) -> Call<'a> {
        Call::new(Priority::Claim).if_still(may_send).until(&job.ended)
    }
}
