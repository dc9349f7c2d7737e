//! Delivers notices to the parent, the neighbor who took the alert, and the helpers, so that their phones ring
//! (docs/protocol.md#rule-36). Each function makes one attempt.

use crate::alert::{About, Alert, By, ChannelId, FailedEffect, Kind, MessageId, Notice, Recipient, UserId};
use crate::board::effects::Job;
use crate::board::effects::card::oldest;
use crate::board::effects::context::{AttemptResult, Context, NONCE_MS, passing, reason};
use crate::discord::render::mention::Place;
use crate::discord::render::{ephemeral, mention};
use crate::discord::rest::{Call, DiscordCode, Priority, StillAllowed};

/// Why a way to notify somebody was refused for good.
type Refusal = String;

impl Context {
    /// Makes the recipient's phone ring. A neighbor who looks at the answer to their press is told there instead.
    pub(crate) async fn inform(&self, job: &Job, notice: &Notice) -> AttemptResult {
        let Some(alert) = job.state.alert() else { return AttemptResult::Dropped };
        if notice.recipient == Recipient::Phone {
            return self.call_phone(job, notice, alert).await;
        }
        if let Some(result) = self.inform_at_a_glance(job, notice).await {
            return result;
        }
        let user = notice.person(&job.state);
        let context = self.card_context(&job.state, job.place.epoch);
        let role = match notice.recipient {
            Recipient::Helpers => context.helper_role,
            Recipient::Wider => context.wider_role,
            _ => None,
        };
        if user.is_none() && role.is_none() {
            // There is nobody to mention. The card shows it.
            return self.informed(job, notice, None).await;
        }
        match self.ring(job, notice, alert, user).await {
            Ok(result) => {
                if result.offset().is_some() {
                    self.edit_beside(job, notice).await;
                }
                result
            }
            Err(refusal) => self.not_informed(job, notice, refusal).await,
        }
    }

    /// The ways that make a phone ring, in order: a message that mentions them where they can see it, a direct message. Where
    /// details are private, the direct message comes first, because it can say everything (docs/protocol.md#rule-25).
    async fn ring(
        &self,
        job: &Job,
        notice: &Notice,
        alert: &Alert,
        user: Option<UserId>,
    ) -> Result<AttemptResult, Refusal> {
        let Some(user) = user else { return self.ring_in_channel(job, notice, alert, None).await };
        // A server that has removed the bot takes no message.
        let is_removed = matches!(notice.about, About::Ended { by: Some(By::Server), .. });
        let private = is_removed || self.settings.hide_details(alert);
        let refusal = match private {
            true => self.ring_directly(job, notice, alert, user).await,
            false => self.ring_in_channel(job, notice, alert, Some(user)).await,
        };
        let Err(so_far) = refusal else { return refusal };
        let second = match private {
            true => self.ring_in_channel(job, notice, alert, Some(user)).await,
            false => self.ring_directly(job, notice, alert, user).await,
        };
        second.map_err(|refusal| format!("{so_far}; {refusal}"))
    }

    async fn ring_in_channel(
        &self,
        job: &Job,
        notice: &Notice,
        alert: &Alert,
        user: Option<UserId>,
    ) -> Result<AttemptResult, Refusal> {
        let may_send = self.may_send(job.place.epoch);
        let call = self.call(job, &may_send);
        let Some(channel) = self.channel_for(job, notice, alert) else {
            return Err("the channel can't be used".to_owned());
        };
        if let Some(user) = user
            && !self.sees(call, alert, channel, user).await
        {
            return Err("they can't see the channel".to_owned());
        }
        match self.mention(job, notice, channel, Place::Channel).await {
            Ok(result) => Ok(result),
            Err(refusal) => self.mentioned_before(job, notice, channel).await.ok_or(refusal),
        }
    }

    async fn ring_directly(
        &self,
        job: &Job,
        notice: &Notice,
        alert: &Alert,
        user: UserId,
    ) -> Result<AttemptResult, Refusal> {
        let may_send = self.may_send(job.place.epoch);
        let call = self.call(job, &may_send);
        let dm = match self.rest.create_dm(call, user).await {
            Ok(dm) => dm,
            Err(error) => return passing(&error).ok_or_else(|| format!("no direct message: {}", reason(&error))),
        };
        let sees_card = match job.state.facts.posted {
            Some(posted) => self.sees(call, alert, posted.channel_id, user).await,
            None => true,
        };
        let result = self.mention(job, notice, dm, Place::Direct { sees_card }).await;
        result.map_err(|refusal| format!("as a direct message: {refusal}"))
    }

    /// Where a message may mention the recipient: the card's channel. Where the card was refused there, its channel would
    /// refuse a mention, too; then it is the channel in which the parent typed.
    fn channel_for(&self, job: &Job, notice: &Notice, alert: &Alert) -> Option<ChannelId> {
        let of_card = job.state.facts.posted.map(|posted| posted.channel_id).or_else(|| self.channel_of(alert));
        match notice.about {
            About::NotShown { deleted: false } => alert.channel_id.filter(|typed_in| Some(*typed_in) != of_card),
            _ => of_card,
        }
    }

    /// Whether this person can see the channel, so that a mention there notifies them. In doubt, yes.
    pub(crate) async fn sees(&self, call: Call<'_>, alert: &Alert, channel: ChannelId, user: UserId) -> bool {
        // They typed there, which needs no request.
        let typed_there = alert.parent_id == Some(user) && alert.channel_id == Some(channel);
        typed_there || self.visibility.sees(call, channel, user).await.unwrap_or(true)
    }

    /// Posts the message, or finds the one of an earlier attempt.
    async fn mention(
        &self,
        job: &Job,
        notice: &Notice,
        channel: ChannelId,
        place: Place,
    ) -> Result<AttemptResult, Refusal> {
        let may_send = self.may_send(job.place.epoch);
        let call = self.call(job, &may_send);
        let key = notice.key();
        let looked_up = self.now().since(notice.ts) > NONCE_MS;
        if looked_up {
            match self.scans.find(call, channel, &key, oldest(&notice.cause, notice.ts)).await {
                Ok(found) => {
                    if let Some(first) = found.first() {
                        return Ok(self.informed(job, notice, Some((channel, *first))).await);
                    }
                }
                Err(error) => return passing(&error).ok_or_else(|| reason(&error)),
            }
        }
        let context = self.card_context(&job.state, job.place.epoch);
        let message = mention::create(notice, &job.state, &context, &key, place);
        let may_create = self.may_create(job.place.epoch, job.current(), notice.ts, looked_up);
        match self.rest.create_message(call.if_still(&may_create), channel, &message).await {
            Ok(created) => {
                let role = mention::role_to_notify(notice, &job.state, &context);
                if let Some(role) = role.filter(|_| notice.recipient == Recipient::Helpers) {
                    let notified = created.mention_roles.contains(&role);
                    self.card_findings.note(Some(role), Some(notified), created.has_embeds);
                }
                Ok(self.informed(job, notice, Some((channel, created.id))).await)
            }
            // An earlier attempt created it, so the phone has rung; somebody has deleted it since.
            Err(error) if error.code() == Some(DiscordCode::UNKNOWN_MESSAGE) => {
                Ok(self.informed(job, notice, None).await)
            }
            Err(error) => passing(&error).ok_or_else(|| reason(&error)),
        }
    }

    /// Looks for the message of an earlier attempt, now that the channel refuses it: if there is one, the phone has rung and
    /// no other way may be tried. `None` if there is none, or if the channel could not be read for 30 s.
    async fn mentioned_before(&self, job: &Job, notice: &Notice, channel: ChannelId) -> Option<AttemptResult> {
        let may_send = self.may_send(job.place.epoch);
        let found =
            self.scans.find(self.call(job, &may_send), channel, &notice.key(), oldest(&notice.cause, notice.ts)).await;
        match found {
            Ok(found) => match found.first() {
                Some(first) => Some(self.informed(job, notice, Some((channel, *first))).await),
                None => None,
            },
            Err(error) => match passing(&error) {
                None if self.has_stood(job) => None,
                None => Some(AttemptResult::Refused(self.now())),
                later => later,
            },
        }
    }

    /// Records that the notice was delivered, with the message that rang.
    pub(crate) async fn informed(
        &self,
        job: &Job,
        notice: &Notice,
        message: Option<(ChannelId, MessageId)>,
    ) -> AttemptResult {
        let (channel_id, message_id) = message.unzip();
        // The card's channel goes without saying.
        let channel_id =
            channel_id.filter(|channel| job.state.facts.posted.is_none_or(|card| card.channel_id != *channel));
        let fact = Kind::Informed { cause: notice.cause.clone(), whom: notice.recipient, message_id, channel_id };
        self.record(&job.place, fact).await
    }

    /// Every way was refused. That is believed after 30 s (docs/protocol.md#invariant-5). Then only the private answer is
    /// left.
    async fn not_informed(&self, job: &Job, notice: &Notice, refusal: Refusal) -> AttemptResult {
        if !self.has_stood(job) {
            tracing::debug!(alert_id = %job.place.alert, refusal, "not notified: tried again for half a minute");
            return AttemptResult::Refused(self.now());
        }
        if let Some(address) = self.answerable(job) {
            let answer = ephemeral::notice(notice, &job.state, &self.answer_context(job));
            self.edit_once(job, address, &answer).await;
        }
        self.give_up(job, &notice.cause, FailedEffect::Notice(notice.recipient), refusal, 0).await
    }

    pub(crate) fn call<'a>(&self, job: &'a Job, may_send: &'a StillAllowed) -> Call<'a> {
        Call::new(Priority::Claim).if_still(may_send).until(&job.ended)
    }
}
