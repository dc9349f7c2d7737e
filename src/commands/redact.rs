//! `needhelp redact`: removes names and places from a channel where the log no longer has the alerts
//! (docs/protocol.md#rule-26).
//!
//! Must not touch a message that is young enough for the board: the log has its alert, and the board redacts it.

use std::time::Duration;

use clap::Args;
use jiff::{SpanRelativeTo, Timestamp};
use tokio_util::sync::CancellationToken;

use super::check::channel_id;
use super::watch::log::time;
use super::{Failure, stdout};
use crate::alert::ids::snowflake_at;
use crate::alert::{ChannelId, MessageId, Millis, UserId, WINDOW_MS};
use crate::config::Config;
use crate::discord::language_of_server;
use crate::discord::render::card;
use crate::discord::render::redaction::{Leftover, leftover};
use crate::discord::rest::{Backoff, Call, Priority, Rest, RestError, retry};
use crate::discord::text::Language;
use crate::settings::Settings;

/// The maximum number of messages in a page of Discord.
const PAGE: u8 = 100;

/// How long Discord may be away.
const PATIENCE: Duration = Duration::from_secs(120);

/// The options of `needhelp redact`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  needhelp redact --since 90d\n  needhelp redact --since 90d --yes\n\n\
                        Messages of the last two days are left to the running bot. Direct messages cannot be listed, and stay.")]
pub(crate) struct Redact {
    /// How far back to look: 60h, 30d, 52w
    #[arg(long, value_name = "AGE", value_parser = age)]
    since: Duration,
    /// The channel, if it is not that of `DISCORD_CHANNEL_ID`
    #[arg(long, value_name = "CHANNEL_ID", value_parser = channel_id)]
    channel: Option<ChannelId>,
    /// Edit and delete. Without this, the command prints what it would do
    #[arg(long)]
    yes: bool,
}

fn age(text: &str) -> Result<Duration, String> {
    let wrong = || "use a number with h, d or w: 12h, 30d, 52w".to_owned();
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    let age = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    Duration::try_from(age).map_err(|_| wrong())
}

impl Redact {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let discord = &config.discord;
        let token = discord.token()?.reveal();
        let settings = Settings::new(config).for_guild(None);
        let Some(channel) = self.channel.or(settings.channel) else {
            let how =
                "name the channel with --channel (with Developer Mode on, right-click the channel → Copy Channel ID)";
            return Err(Failure::Usage(format!("DISCORD_CHANNEL_ID is not set: {how}")));
        };
        let rest = Rest::trusting(discord.authorities.as_ref(), &discord.api_url, token, discord.requests_per_second)
            .map_err(anyhow::Error::new)?;
        let language = match settings.language {
            Some(language) => language,
            None => patiently(|call| language_of_server(&rest, call, discord.guild_id, Some(channel))).await?,
        };
        let cleanup = Cleanup { rest, channel, language };
        let now = Millis::from(Timestamp::now());
        let since = i64::try_from(self.since.as_millis()).unwrap_or(i64::MAX);
        let found = cleanup.find(now.plus(since.saturating_neg()), now.plus(-WINDOW_MS)).await?;
        let mut refused = 0;
        for Found { message, at, leftover } in &found {
            let does = match (leftover, self.yes) {
                (Leftover::Card, true) => "edited",
                (Leftover::Card, false) => "would edit",
                (Leftover::Notice, true) => "deleted",
                (Leftover::Notice, false) => "would delete",
            };
            let outcome = if self.yes { cleanup.remove_words(*message, *leftover).await } else { Ok(()) };
            let outcome = outcome.map_or_else(|error| format!("WRONG: {error}"), |()| does.to_owned());
            refused += usize::from(outcome.starts_with("WRONG"));
            let at = time(at.0, &settings.display_zone());
            stdout::line(&format!("{at}  message {message}: {outcome}"))?;
        }
        match (found.len(), refused) {
            (0, _) => eprintln!("needhelp: no message of that time has names or places"),
            (_, 0) if self.yes => {}
            (_, 0) => eprintln!("needhelp: nothing was changed; add --yes to edit and delete"),
            (_, refused) => {
                return Err(Failure::Failed(format!("{refused} messages could not be changed, as said above")));
            }
        }
        Ok(())
    }
}

/// A message that has names or places.
struct Found {
    message: MessageId,
    at: Millis,
    leftover: Leftover,
}

/// A channel whose messages are looked through.
struct Cleanup {
    rest: Rest,
    channel: ChannelId,
    language: Language,
}

impl Cleanup {
    /// The bot's messages about alerts that were created between these times, oldest first.
    async fn find(&self, from: Millis, to: Millis) -> Result<Vec<Found>, Failure> {
        let me: UserId = patiently(|call| self.rest.current_user(call)).await?.id;
        let (mut after, end) = (MessageId(snowflake_at(from).max(1)), snowflake_at(to));
        let mut found = Vec::new();
        loop {
            let page = patiently(|call| self.rest.messages_after(call, self.channel, after, PAGE)).await?;
            let own = page.messages.iter().filter(|message| UserId::from(message.author.id) == me);
            let own = own.filter(|message| message.id.get() < end);
            found.extend(own.filter_map(|message| {
                let at = Millis(message.timestamp.unix_timestamp() * 1000);
                Some(Found { message: message.id.into(), at, leftover: leftover(message)? })
            }));
            match page.newest.filter(|newest| page.sent == usize::from(PAGE) && newest.0 < end) {
                Some(newest) => after = newest,
                None if page.sent == 0 && found.is_empty() => return self.not_blind(after).await.map(|()| found),
                None => return Ok(found),
            }
        }
    }

    /// Without `READ_MESSAGE_HISTORY`, Discord returns no error and no message.
    async fn not_blind(&self, after: MessageId) -> Result<(), Failure> {
        let newest = patiently(|call| self.rest.newest_message(call, self.channel)).await?;
        if newest.last_message_id.is_some_and(|newest| newest > after) {
            let how = "give the bot the permission \"Read Message History\" there";
            return Err(Failure::Failed(format!("the bot cannot read the channel's messages: {how}")));
        }
        Ok(())
    }

    async fn remove_words(&self, message: MessageId, leftover: Leftover) -> anyhow::Result<()> {
        match leftover {
            Leftover::Card => {
                let card = card::without_words(self.language);
                patiently(|call| self.rest.edit_message(call, self.channel, message, &card)).await
            }
            Leftover::Notice => patiently(|call| self.rest.delete_message(call, self.channel, message)).await,
        }
    }
}

/// Tries until Discord answers, for two minutes at most.
async fn patiently<'a, T, A>(attempt: impl Fn(Call<'a>) -> A) -> anyhow::Result<T>
where
    A: Future<Output = Result<T, RestError>>,
{
    let never = CancellationToken::new();
    let outcome = retry(Backoff::within(PATIENCE), &never, |_| attempt(Call::new(Priority::Tidy))).await;
    outcome.map_err(|error| error.last.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_with_a_unit() {
        let days = |text| age(text).map(|age| age.as_secs() / 86_400);
        assert_eq!((days("30d"), days("2w"), days("36h")), (Ok(30), Ok(14), Ok(1)));
        for wrong in ["", "30", "-1d", "soon", "1y", "99999999w"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
