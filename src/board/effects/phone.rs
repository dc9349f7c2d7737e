//! Calls the phone service when nobody has taken an alert, and when nobody needs to be called any more
//! (docs/protocol.md#rule-28). Each function makes one attempt.
//!
//! With private details, must not say more of a child than a card does.

use std::time::Duration;

use jiff::Timestamp;

use crate::alert::{About, Alert, FailedEffect, Millis, Notice, Recipient};
use crate::board::effects::Job;
use crate::board::effects::context::{AttemptResult, Context};
use crate::discord::text;
use crate::discord::text::masked::masked;
use crate::settings::GuildSettings;
use crate::webhook::WebhookError;
use crate::webhook::event::{Because, Data, Occasion, WebhookEvent, Words};

/// A call is tried for this long.
const TRIED_FOR_MS: i64 = 60 * 60 * 1000;

/// How soon to look again after the lease was held.
const HELD: Duration = Duration::from_millis(100);

impl Context {
    /// Calls the phone service. Where there is none, that is recorded all the same: a service that is set up later is not
    /// called about alerts of before. A drill calls nobody.
    pub(crate) async fn call_phone(&self, job: &Job, notice: &Notice, alert: &Alert) -> AttemptResult {
        let Some(webhook) = self.webhook.as_ref().filter(|_| !alert.drill) else {
            return self.informed(job, notice, None).await;
        };
        let now = self.now();
        let event = self.event(job, notice, alert, now);
        // It is tried again with the same id, so that there is nothing to look up.
        let may_call = self.may_create(job.place.epoch, job.current(), notice.ts, true);
        let error = match webhook.send(&event, Timestamp::now(), &may_call).await {
            Ok(()) => return self.informed(job, notice, None).await,
            Err(WebhookError::Held) => return AttemptResult::Later(Some(HELD)),
            Err(error) => error,
        };
        if now.since(notice.ts) > TRIED_FOR_MS {
            let what = FailedEffect::Notice(Recipient::Phone);
            return self.give_up(job, &notice.cause, what, error.to_string(), 0).await;
        }
        match &error {
            // An admin can correct it within the hour.
            WebhookError::Refused { .. } if job.refusals.are_none() => {
                tracing::warn!(alert_id = %job.place.alert, %error, "the phone service refuses the call: it is called again for an hour");
                AttemptResult::Refused(now)
            }
            WebhookError::Transient { retry_after, .. } => {
                tracing::debug!(alert_id = %job.place.alert, %error, "later");
                AttemptResult::Later(*retry_after)
            }
            _ => {
                tracing::debug!(alert_id = %job.place.alert, %error, "later");
                AttemptResult::Later(None)
            }
        }
    }

    fn event(&self, job: &Job, notice: &Notice, alert: &Alert, now: Millis) -> WebhookEvent {
        let settings = self.settings.for_guild(alert.guild_id);
        let occasion = match notice.about {
            About::PhoneOver if job.state.is_over() => Occasion::Over { because: Because::Ended },
            About::PhoneOver => Occasion::Over { because: Because::Claimed },
            _ => escalated(alert, &settings, self.settings.hide_details(alert), now),
        };
        WebhookEvent {
            key: notice.key(),
            time: Timestamp::from_millisecond(notice.ts.0).unwrap_or_default(),
            data: Data {
                alert_id: job.state.id.clone(),
                language: settings.language().id().to_owned(),
                card: text::link(&job.state, self.guild),
                drill: alert.drill,
                occasion,
            },
        }
    }
}

fn escalated(alert: &Alert, settings: &GuildSettings, private: bool, now: Millis) -> Occasion {
    let words = if private {
        let masked = masked(alert, settings.language());
        Words::Private { initial: masked.child_name, area: Some(masked.location).filter(|area| !area.is_empty()) }
    } else {
        Words::All {
            parent: alert.parent_name.clone(),
            child: alert.child_name.clone(),
            place: alert.location.clone(),
            message: alert.message.clone(),
        }
    };
    let minutes = |by: Timestamp| Millis::from(by).since(now).div_euclid(60_000);
    Occasion::Escalated {
        words,
        needed_by: alert.needed_by,
        minutes_left: alert.needed_by.map(minutes),
        fallback_contact: settings.fallback_contact.clone(),
    }
}
