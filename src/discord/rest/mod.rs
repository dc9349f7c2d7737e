//! The REST client for Discord (`docs/decisions/0004-own-rest-client.md`). serenity's builders are the request bodies.
//!
//! Must not know alerts, and must not decide whether a request is sent: the caller's check does, right before.
//!
//! - A method of [`Rest`] makes one *attempt*: it waits for its turn (Discord's limits, by [`Priority`]), calls the
//!   caller's check, sends, and ends within [`ATTEMPT_TIMEOUT`]. Its [`RestError`] says what the caller can do.
//! - [`retry()`] repeats attempts. Conditions of each attempt (the lease, a lookup after an unknown outcome) belong in
//!   its closure.
//! - Answers to interactions do not wait, because Discord exempts them from the global limit.
//! - A guard stops all other requests well below the 10,000 invalid requests that block an address.
//!
//! # Example
//!
//! ```no_run
//! use needhelp::alert::{ChannelId, MessageId};
//! use needhelp::discord::rest::{Backoff, Call, DiscordCode, Priority, Rest, StillAllowed, retry};
//! use serenity::builder::CreateMessage;
//! use tokio_util::sync::CancellationToken;
//!
//! # async fn look_up() -> Result<Option<MessageId>, needhelp::discord::rest::RestError> { Ok(None) }
//! # async fn post(rest: &Rest, card: &CreateMessage, lease_holds: &StillAllowed) {
//! let revoked = CancellationToken::new();
//! let call = Call::new(Priority::Card { deadline: 1_760_000_000_000 }).if_still(lease_holds).until(&revoked);
//! let posted = retry(Backoff::within(std::time::Duration::from_secs(60)), &revoked, |attempt| async move {
//!     if attempt > 1 {
//!         if let Some(found) = look_up().await? {
//!             return Ok(found);
//!         }
//!     }
//!     rest.create_message(call, ChannelId(42), card).await.map(|created| created.id)
//! })
//! .await;
//! match posted {
//!     Ok(message) => println!("shown as {message}"),
//!     Err(error) if error.last.code() == Some(DiscordCode::UNKNOWN_CHANNEL) => println!("failed for good"),
//!     Err(error) if error.may_have_happened => println!("look it up before it is posted again"),
//!     Err(error) => println!("{error}"),
//! }
//! # }
//! ```

pub(crate) mod attachment;
pub(crate) mod clock;
pub(crate) mod endpoints;
pub(crate) mod error_code;
pub(crate) mod guarded_body;
pub(crate) mod limits;
pub(crate) mod response;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Client, Url, redirect};
use tokio::time::Instant;

use crate::alert::Millis;

pub(crate) mod attempt;
pub(crate) mod call;
pub(crate) mod error;
pub(crate) mod retry;
#[cfg(test)]
mod tests;

use crate::discord::Authorities;

pub use attachment::Attachment;
pub use attempt::ATTEMPT_TIMEOUT;
pub use call::{Call, Priority, StillAllowed};
pub use endpoints::account::{Application, BotUser, GatewayBot, SessionStartLimit};
pub(crate) use endpoints::commands::Registered;
pub use endpoints::guilds::{Guild, GuildMember};
pub use endpoints::messages::{CreatedMessage, MessagePage, NewestMessage, NoticePage};
pub(crate) use endpoints::observed::{Observed, Trial};
pub use endpoints::permissions::{ChannelRights, Overwrite, RoleRights};
pub use endpoints::pins::PinPage;
pub use error::{RestError, Scope, SetupError};
pub use error_code::DiscordCode;
pub use limits::invalid_requests::GuardState;
pub use retry::{Backoff, Ended, RetryError, retry};

/// Discord asks for this form and blocks others. The project has no home page yet, so the name is a reserved one.
const USER_AGENT: &str = concat!("DiscordBot (https://needhelp.invalid, ", env!("CARGO_PKG_VERSION"), ")");

/// Shorter than an attempt, so that a failed connection is recognized: then nothing was sent.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);

/// The client. Clones share connections, limits and the guard; one process needs one.
#[derive(Clone)]
pub struct Rest {
    sender: Arc<attempt::Sender>,
}

impl Rest {
    /// `base_url` is Discord's root (`https://discord.com`), `token` the bot's token, and `requests_per_second` its
    /// limit over all routes (interactions exempt). Does not connect yet. Must be called within a tokio runtime,
    /// because it starts the gate's task.
    ///
    /// # Errors
    /// [`SetupError`], which names the variable that is wrong.
    pub fn new(base_url: &str, token: &str, requests_per_second: u16) -> Result<Self, SetupError> {
        Self::trusting(None, base_url, token, requests_per_second)
    }

    /// The same for a Discord whose certificate may come from one of these authorities, too.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn trusting(
        authorities: Option<&Authorities>,
        base_url: &str,
        token: &str,
        requests_per_second: u16,
    ) -> Result<Self, SetupError> {
        let base = api_root(base_url).ok_or_else(|| SetupError::BaseUrl(base_url.to_owned()))?;
        let mut authorization = HeaderValue::from_str(&format!("Bot {token}")).map_err(|_| SetupError::Token)?;
        authorization.set_sensitive(true);
        let trusted = authorities.map(Authorities::certificates).unwrap_or_default().iter();
        let client = trusted.fold(Client::builder(), |builder, one| builder.add_root_certificate(one.clone()));
        let client = client
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT)
            // Keeps the connection open between two alerts, so that the next answer needs no handshake. Pings detect a
            // dead connection, because all calls share one.
            .pool_idle_timeout(None)
            .tcp_keepalive(Duration::from_secs(30))
            .http2_keep_alive_interval(Duration::from_secs(10))
            .http2_keep_alive_timeout(Duration::from_secs(5))
            .http2_keep_alive_while_idle(true)
            // A redirect would send the token to another address.
            .redirect(redirect::Policy::none())
            // Only the configuration sets the address, not the environment's proxies.
            .no_proxy()
            .build()
            .map_err(|error| SetupError::Client(error.without_url()))?;
        Ok(Self { sender: Arc::new(attempt::Sender::new(client, base, authorization, requests_per_second)) })
    }

    /// The state of the guard against invalid requests.
    #[must_use]
    pub fn guard_state(&self) -> GuardState {
        self.sender.guard().state(Instant::now())
    }

    /// Learns Discord's clock from an interaction, which Discord created at `made` and which arrived at `received`.
    pub(crate) fn note_time(&self, made: Millis, received: Instant) {
        self.sender.discord_clock().note(made, received);
    }

    /// How late something arrived at `received` that Discord created at `made`, at least.
    #[must_use]
    pub(crate) fn late_by(&self, made: Millis, received: Instant) -> Duration {
        self.sender.discord_clock().late_by(made, received)
    }

    /// By how much Discord's clock is ahead of this machine's, in milliseconds, and how long ago that was measured; `None`
    /// before the first response.
    #[must_use]
    pub fn clock(&self) -> Option<(i64, Duration)> {
        self.sender.clock().read()
    }
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rest").field("base", &self.sender.base().as_str()).finish_non_exhaustive()
    }
}

/// The root with `/api/v10`; `None` if it is not an HTTP URL.
fn api_root(base_url: &str) -> Option<Url> {
    let mut url = Url::parse(base_url).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut().ok()?.pop_if_empty().extend(["api", "v10"]);
    Some(url)
}
