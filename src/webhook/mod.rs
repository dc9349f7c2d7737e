//! Calls another program when nobody has taken an alert in time, so that a phone or SMS service can go on
//! (docs/webhook.md, docs/protocol.md#rule-28).
//!
//! Must not decide when a call is due or made again: the caller does. Must show neither the address nor the secret, because
//! such an address often holds a password.
//!
//! - [`event`]: what a call says. [`signature`]: how the receiver knows that it comes from here.

pub(crate) mod event;
mod signature;
#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Body, Client, StatusCode, Url, redirect};

use crate::config::EscalationWebhook;
use crate::discord::rest::StillAllowed;
use crate::discord::rest::guarded_body::Checked;
use crate::discord::{Authorities, and_distrust};
use event::WebhookEvent;
use signature::SigningKey;

/// The time limit of a call, from connecting to the answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than a call, so that a failed connection is recognized.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);

/// The longest wait that the other program can ask for: nobody has taken the alert yet.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The client of the escalation webhook.
pub(crate) struct Webhook {
    client: Client,
    url: Url,
    key: SigningKey,
    timeout: Duration,
}

/// Why a call did not reach the other program. Never holds the address.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebhookError {
    /// The caller's check refused. Nothing was sent: drop it.
    #[error("held back by the caller's check, nothing was sent")]
    Held,
    /// It may work later: call again with the same id.
    #[error("the escalation webhook {reason}")]
    Transient {
        /// What happened, for an admin.
        reason: String,
        /// The wait that the other program asked for, if any.
        retry_after: Option<Duration>,
    },
    /// The other program does not take it: an admin has to look, and it may be restarting. Call again with the same id.
    #[error("the escalation webhook {reason}")]
    Refused {
        /// What happened and how to fix it, for an admin.
        reason: String,
    },
}

impl Webhook {
    /// A client for this address. Does not connect yet.
    ///
    /// # Errors
    /// Where the TLS backend did not start.
    pub(crate) fn new(to: &EscalationWebhook, authorities: Option<&Authorities>) -> Result<Self, reqwest::Error> {
        let trusted = authorities.map(Authorities::certificates).unwrap_or_default().iter();
        let client = trusted.fold(Client::builder(), |builder, one| builder.add_root_certificate(one.clone()));
        let client = client
            .user_agent(concat!("needhelp/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirect would send names and places to an address that nobody has set.
            .redirect(redirect::Policy::none())
            // Only the configuration sets the address, not the environment's proxies.
            .no_proxy()
            .build()?;
        Ok(Webhook { client, url: to.url.clone(), key: SigningKey::new(to.secret.reveal()), timeout: TIMEOUT })
    }

    /// Makes one call; `now` is the time of this attempt. `may_send` is asked once more when the body is written
    /// (docs/protocol.md#rule-9).
    ///
    /// # Errors
    /// [`WebhookError`], which says what the caller does.
    pub(crate) async fn send(
        &self,
        event: &WebhookEvent,
        now: Timestamp,
        may_send: &StillAllowed,
    ) -> Result<(), WebhookError> {
        let body = event.to_json();
        let signature = self.key.sign(event.id(), now.as_second(), &body);
        let (body, withheld) = Checked::new(body, may_send.clone());
        let request = self
            .client
            .post(self.url.clone())
            .timeout(self.timeout)
            .header(CONTENT_TYPE, "application/cloudevents+json; charset=utf-8")
            .header("webhook-id", event.id())
            .header("webhook-timestamp", now.as_second())
            .header("webhook-signature", signature)
            .body(Body::wrap(body));
        let outcome = request.send().await;
        if withheld.is_so() {
            return Err(WebhookError::Held);
        }
        match outcome {
            Ok(answer) => judge(answer.status(), answer.headers()),
            Err(error) => Err(WebhookError::Transient { reason: unanswered(&error.without_url()), retry_after: None }),
        }
    }
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

fn judge(status: StatusCode, headers: &HeaderMap) -> Result<(), WebhookError> {
    let passes = status.is_server_error()
        || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS);
    if status.is_success() {
        Ok(())
    } else if passes {
        Err(WebhookError::Transient { reason: format!("answered {status}"), retry_after: retry_after(headers) })
    } else if status.is_redirection() {
        let reason =
            format!("answered {status}, and a redirect is not followed: put its target into ESCALATION_WEBHOOK_URL");
        Err(WebhookError::Refused { reason })
    } else {
        let reason = format!(
            "answered {status}: look at ESCALATION_WEBHOOK_URL and ESCALATION_WEBHOOK_SECRET, and at the log of that program"
        );
        Err(WebhookError::Refused { reason })
    }
}

/// Only seconds are read, up to [`LONGEST_WAIT`]; a date is as good as none.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn unanswered(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "did not answer in time".to_owned()
    } else if error.is_connect() {
        format!("can't be reached{}", and_distrust(error))
    } else {
        "closed the connection without an answer".to_owned()
    }
}
