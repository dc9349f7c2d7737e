//! Posts, adopts, edits and pins the card, and removes strays. Each function makes one attempt; the event loop repeats.

use std::sync::Arc;

use crate::alert::ids::snowflake_at;
use crate::alert::state::Posted;
use crate::alert::{
    Alert, AlertState, ChannelId, EventId, FailedEffect, Key, Kind, LOOK, MessageId, Millis, Recipient, WINDOW_MS,
};
use crate::board::effects::Job;
use crate::board::effects::context::{AttemptResult, Context, NONCE_MS, passing, reason};
use crate::discord::render::card;
use crate::discord::rest::{Call, DiscordCode, Priority};
use crate::kafka::consumer::AssignmentEpoch;

/// How far the clocks of Kafka and Discord may differ: a message may look this much older than its alert's record
/// (docs/protocol.md#rule-10).
const CLOCKS_MS: i64 = 5 * 60 * 1000;

/// Where the lookup starts: messages for `cause`, which was appended at `ts`, are younger than this snowflake.
///
/// It is the cause's own snowflake if that is plausible. Another program's id may be a number, too, and mean a time in
/// the future or before Discord existed.
pub(crate) fn oldest(cause: &EventId, ts: Millis) -> u64 {
    let by_clock = snowflake_at(ts.plus(-CLOCKS_MS));
    let oldest_cause = snowflake_at(ts.plus(-WINDOW_MS));
    cause.snowflake().filter(|made| (oldest_cause..by_clock).contains(made)).unwrap_or(by_clock)
}

/// The priority of this alert's card.
fn card_priority(state: &AlertState) -> Priority {
    let needed_by = state.raised.as_ref().and_then(|raised| raised.alert.needed_by);
    Priority::Card { deadline: needed_by.map_or(i64::MAX, jiff::Timestamp::as_millisecond) }
}

impl Context {
    /// Posts the card, or finds the one that an earlier attempt posted.
    pub(crate) async fn post(&self, job: &Job, cause: &EventId, ts: Millis, missed: bool) -> AttemptResult {
        let Some(raised) = &job.state.raised else { return AttemptResult::Dropped };
        let Some(channel) = self.channel_of(&raised.alert) else {
            let why = "no channel: set DISCORD_CHANNEL_ID, or raise alerts with /needhelp in a channel";
            return self.give_up(job, cause, FailedEffect::Card, why.to_owned(), 0).await;
        };
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(card_priority(&job.state)).if_still(&may_send).until(&job.ended);
        let key = Key::of_card(cause);
        let looked_up = self.now().since(ts) > NONCE_MS;
        if looked_up {
            match self.scans.find(call, channel, &key, oldest(cause, ts)).await {
                Ok(found) if !found.is_empty() => {
                    return self.posted(job, cause, channel, &found, raised.offset, None).await;
                }
                Ok(_) => {}
                Err(error) => return self.or_give_up(job, cause, FailedEffect::Card, &error, 0).await,
            }
        }
        let context = self.card_context(&job.state, job.place.epoch);
        let card = card::create(&job.state, &context, &key, missed);
        let may_create = self.may_create(job.place.epoch, job.current(), ts, looked_up);
        match self.rest.create_message(call.if_still(&may_create), channel, &card).await {
            Ok(created) => {
                if !raised.alert.drill {
                    let seconds = self.now().since(raised.ts) as f64 / 1000.0;
                    metrics::histogram!(crate::metric_names::RAISED_TO_POSTED).record(seconds);
                }
                tracing::info!(alert_id = %job.place.alert, message_id = %created.id, "posted");
                // It may be the message of an earlier attempt, which shows the state at that time.
                let as_of = if job.maybe_posted { raised.offset } else { job.state.changed_at };
                let role = card::role_to_notify(&job.state, &context, missed);
                let role_notified = role.map(|role| created.mention_roles.contains(&role));
                self.card_findings.note(role, role_notified, created.has_embeds);
                self.posted(job, cause, channel, &[created.id], as_of, role_notified).await
            }
            // An earlier attempt created it, and somebody has deleted it since (docs/protocol.md#rule-10).
            Err(error) if error.code() == Some(DiscordCode::UNKNOWN_MESSAGE) => self.deleted(job, cause).await,
            Err(error) => self.or_give_up(job, cause, FailedEffect::Card, &error, 0).await,
        }
    }

    /// It was over before a card was recorded: one may be in the channel all the same.
    pub(crate) async fn settle(&self, job: &Job, cause: &EventId, ts: Millis) -> AttemptResult {
        let Some(raised) = &job.state.raised else { return AttemptResult::Dropped };
        if let (true, Some(channel)) = (job.maybe_posted, self.channel_of(&raised.alert)) {
            let may_send = self.may_send(job.place.epoch);
            let call = Call::new(Priority::Edit).if_still(&may_send).until(&job.ended);
            let key = Key::of_card(cause);
            match self.scans.find(call, channel, &key, oldest(cause, ts)).await {
                Ok(found) if !found.is_empty() => {
                    return self.posted(job, cause, channel, &found, raised.offset, None).await;
                }
                Ok(_) => {}
                Err(error) => return self.or_give_up(job, cause, FailedEffect::Card, &error, 0).await,
            }
        }
        self.give_up(job, cause, FailedEffect::Card, "it was over before it was shown".to_owned(), 0).await
    }

    /// Records each found card, which shows the log at least up to `as_of`. All but the first are strays
    /// (docs/protocol.md#rule-11).
    pub(crate) async fn posted(
        &self,
        job: &Job,
        cause: &EventId,
        channel: ChannelId,
        found: &[MessageId],
        as_of: i64,
        role_notified: Option<bool>,
    ) -> AttemptResult {
        let mut result = AttemptResult::Dropped;
        for message in found {
            let (cause, message_id) = (cause.clone(), *message);
            let fact = Kind::Posted { cause, channel_id: channel, message_id, as_of, role_notified, look: LOOK };
            result = self.record(&job.place, fact).await;
            if !matches!(result, AttemptResult::Recorded(_)) {
                break;
            }
        }
        result
    }

    /// Renders the card as it is now.
    pub(crate) async fn edit(&self, job: &Job) -> AttemptResult {
        let Some((posted, cause)) = posted_of(&job.state) else { return AttemptResult::Dropped };
        let may_edit = self.may_edit(job.place.epoch, job.current());
        let priority = if job.state.is_over() { Priority::Edit } else { Priority::Claim };
        let call = Call::new(priority).if_still(&may_edit).until(&job.ended);
        let key = Key::of_card(&cause);
        let card = card::edit(&job.state, &self.card_context(&job.state, job.place.epoch), &key);
        let as_of = job.state.changed_at;
        match self.rest.edit_message(call, posted.channel_id, posted.message_id, &card).await {
            Ok(()) => {
                let is_drill = job.state.alert().is_some_and(|alert| alert.drill);
                if let Some(claim) = job.state.claim().filter(|claim| claim.offset == as_of && !is_drill) {
                    let seconds = self.now().since(claim.ts) as f64 / 1000.0;
                    metrics::histogram!(crate::metric_names::CLICK_TO_CARD).record(seconds);
                }
                self.record(&job.place, Kind::Shown { as_of, pinned: None, removed: Vec::new(), look: LOOK }).await
            }
            Err(error) => self.or_give_up(job, &cause, FailedEffect::Edit, &error, as_of).await,
        }
    }

    /// Pins or unpins the card.
    pub(crate) async fn pin(self: &Arc<Self>, job: &Job, pin: bool) -> AttemptResult {
        let Some((posted, cause)) = posted_of(&job.state) else { return AttemptResult::Dropped };
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(if pin { Priority::Edit } else { Priority::Tidy }).if_still(&may_send).until(&job.ended);
        let as_of = job.state.pin_as_of();
        let outcome = if pin {
            self.rest.pin(call, posted.channel_id, posted.message_id).await
        } else {
            self.rest.unpin(call, posted.channel_id, posted.message_id).await
        };
        match outcome {
            Ok(()) => {
                let result = self
                    .record(&job.place, Kind::Shown { as_of, pinned: Some(pin), removed: Vec::new(), look: 0 })
                    .await;
                if pin {
                    self.remove_notice(job.place.epoch, posted.channel_id, posted.message_id);
                }
                result
            }
            // A deleted message is not pinned.
            Err(error) if !pin && error.code() == Some(DiscordCode::UNKNOWN_MESSAGE) => {
                self.record(&job.place, Kind::Shown { as_of, pinned: Some(false), removed: Vec::new(), look: 0 }).await
            }
            Err(error) => self.or_give_up(job, &cause, FailedEffect::Pin, &error, as_of).await,
        }
    }

    /// Deletes messages of this alert that are not its card.
    pub(crate) async fn remove(&self, job: &Job, strays: &[MessageId]) -> AttemptResult {
        let Some((posted, cause)) = posted_of(&job.state) else { return AttemptResult::Dropped };
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(Priority::Edit).if_still(&may_send).until(&job.ended);
        for stray in strays {
            if let Err(error) = self.rest.delete_message(call, posted.channel_id, *stray).await {
                match passing(&error) {
                    Some(later) => return later,
                    // A retry would not help, so it is recorded as removed.
                    None => tracing::warn!(alert_id = %job.place.alert, message_id = %stray.0, cause = %cause,
                        reason = reason(&error), "a second card can't be deleted: please delete it"),
                }
            }
        }
        let as_of = job.state.facts.shown_as_of;
        self.record(&job.place, Kind::Shown { as_of, pinned: None, removed: strays.to_vec(), look: 0 }).await
    }

    /// Deletes the alert's other messages, because its words are removed (docs/protocol.md#rule-26).
    pub(crate) async fn erase(&self, job: &Job, messages: &[(ChannelId, MessageId)]) -> AttemptResult {
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(Priority::Tidy).if_still(&may_send).until(&job.ended);
        for (channel, message) in messages {
            if let Err(error) = self.rest.delete_message(call, *channel, *message).await {
                match passing(&error) {
                    Some(later) => return later,
                    None if error.may_pass() && !self.has_stood(job) => return AttemptResult::Refused(self.now()),
                    None => tracing::warn!(alert_id = %job.place.alert, channel_id = %channel, message_id = %message,
                        reason = reason(&error), "a message of an alert that is over can't be deleted: please delete it"),
                }
            }
        }
        let (as_of, removed) = (job.state.facts.shown_as_of, messages.iter().map(|(_, message)| *message).collect());
        self.record(&job.place, Kind::Shown { as_of, pinned: None, removed, look: 0 }).await
    }

    /// Records a permanent refusal, or returns when to try again.
    pub(crate) async fn or_give_up(
        &self,
        job: &Job,
        cause: &EventId,
        what: FailedEffect,
        error: &crate::discord::rest::RestError,
        as_of: i64,
    ) -> AttemptResult {
        match passing(error) {
            None if error.code() == Some(DiscordCode::THREAD_ARCHIVED) && !self.may_stay_archived(job) => {
                self.open_thread(job).await;
                if job.state.is_over() { AttemptResult::Refused(self.now()) } else { AttemptResult::Later(None) }
            }
            Some(later) => {
                tracing::debug!(alert_id = %job.place.alert, ?what, %error, "later");
                later
            }
            // "Pin Messages" is often missing, and the card must not wait for it: that is believed at once.
            None if error.may_pass()
                && !(what == FailedEffect::Pin && error.code() == Some(DiscordCode::MISSING_PERMISSION))
                && !self.has_stood(job) =>
            {
                tracing::debug!(alert_id = %job.place.alert, ?what, %error, "refused: tried again for half a minute");
                AttemptResult::Refused(self.now())
            }
            None => self.give_up(job, cause, what, reason(error), as_of).await,
        }
    }

    /// An effect for which nobody waits any more is given up, like any other refused one.
    fn may_stay_archived(&self, job: &Job) -> bool {
        job.state.is_over() && self.has_stood(job)
    }

    /// Opens the archived thread that the card is in. A message opens it, too, but there may be nobody to mention.
    async fn open_thread(&self, job: &Job) {
        let Some(posted) = job.state.facts.posted else { return };
        let may_send = self.may_send(job.place.epoch);
        let call = Call::new(Priority::Claim).if_still(&may_send).until(&job.ended);
        if let Err(error) = self.rest.open_thread(call, posted.channel_id).await {
            tracing::debug!(alert_id = %job.place.alert, %error, "the archived thread was not opened");
        }
    }

    /// Whether a refusal of this attempt, now, has stood for long enough to be believed.
    pub(crate) fn has_stood(&self, job: &Job) -> bool {
        let now = self.now();
        job.refusals.and_one(now).are_final(now)
    }

    pub(crate) async fn give_up(
        &self,
        job: &Job,
        cause: &EventId,
        what: FailedEffect,
        reason: String,
        as_of: i64,
    ) -> AttemptResult {
        if !(what == FailedEffect::Card && job.state.is_over()) {
            tracing::warn!(alert_id = %job.place.alert, ?what, reason, "can't be done: {}", how_to_fix(what));
        }
        self.record(&job.place, Kind::Failed { cause: cause.clone(), what, reason, as_of, deleted: false }).await
    }

    /// The card was there before anything recorded it, and is gone: it is not made again.
    async fn deleted(&self, job: &Job, cause: &EventId) -> AttemptResult {
        let reason = "somebody deleted the card before it was recorded".to_owned();
        tracing::warn!(alert_id = %job.place.alert, reason, "its parent is told");
        let fact = Kind::Failed { cause: cause.clone(), what: FailedEffect::Card, reason, as_of: 0, deleted: true };
        self.record(&job.place, fact).await
    }

    /// A drill notifies the helper role only if that was asked for, and the wider role never. It has nothing to hide. Where both
    /// roles are one, a step rings it once.
    pub(crate) fn card_context(&self, state: &AlertState, epoch: AssignmentEpoch) -> card::CardContext {
        let alert = state.alert();
        let settings = self.settings.for_guild(alert.and_then(|alert| alert.guild_id));
        let is_drill = alert.is_some_and(|alert| alert.drill);
        let private =
            !is_drill && alert.map_or(settings.has_private_details(), |alert| self.settings.hide_details(alert));
        card::CardContext {
            helper_role: settings.helper_role.filter(|_| alert.is_none_or(Alert::rings_helpers)),
            wider_role: settings.escalation_role.filter(|wider| !is_drill && Some(*wider) != settings.helper_role),
            fallback: settings.fallback_contact.clone(),
            private,
            passwords: self.passwords.clone().filter(|_| private),
            home: epoch.partition,
            language: settings.language(),
            passwords_in: settings.password_language(),
            guild: self.guild,
        }
    }
}

fn how_to_fix(what: FailedEffect) -> &'static str {
    match what {
        FailedEffect::Card | FailedEffect::Edit => "`needhelp check` says what the bot needs in the channel",
        FailedEffect::Pin => "give the bot \"Pin Messages\", or unpin old messages (Discord takes 250 a channel)",
        FailedEffect::Notice(Recipient::Phone) => "the phone service was not called; the parent is told in any case",
        FailedEffect::Notice(_) => "they were not told",
    }
}

fn posted_of(state: &AlertState) -> Option<(Posted, EventId)> {
    Some((state.facts.posted?, state.raised.as_ref()?.event.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_looks_like_a_snowflake_does_not_hide_a_message() {
        let ts = Millis(1_790_000_000_000);
        let around = |id: u64| oldest(&EventId::new(id.to_string()), ts);
        let five_minutes_before = snowflake_at(ts.plus(-CLOCKS_MS));
        assert_eq!(oldest(&EventId::new("cli-1"), ts), five_minutes_before);
        // Typed an hour before it was appended, while intake was away.
        let hour = snowflake_at(ts.plus(-60 * 60 * 1000));
        assert_eq!(around(hour), hour);
        // Read as snowflakes, these mean a time in 2028 and one in 2015.
        assert_eq!(around(1_795_600_000_000_000_000), five_minutes_before);
        assert_eq!(around(100_000_000_000_000), five_minutes_before);
    }
}
