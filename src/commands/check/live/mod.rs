//! `needhelp check --live`: posts a card marked TEST in one channel, pins, edits and deletes it, and compares each of
//! Discord's answers with what the bot expects.
//!
//! Must ping nobody, and must leave nothing behind, however it ends.

mod expectations;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::super::Failure;
use super::{Report, usage};
use crate::alert::{ChannelId, EventId, Key, MessageId};
use crate::check::account::{self, CALL, ask, fix_for};
use crate::check::server::{allow_in_channel, channel_name};
use crate::check::{Bot, Findings};
use crate::config::Config;
use crate::discord::Language;
use crate::discord::render::{card, test_card};
use crate::discord::rest::{Backoff, Call, ChannelRights, DiscordCode, Observed, Priority, RestError, Trial, retry};
use crate::process::exit;
use crate::process::signals::Signals;
use crate::settings::Settings;
use expectations::{EXPECTATIONS, Expectation, Ids, Step, differences};

/// How long a call is repeated where Discord asks to wait, or does not answer.
const RETRY_FOR: Duration = Duration::from_secs(20);

/// Runs it in this channel.
pub(crate) async fn run(config: &Config, channel: ChannelId, report: &mut Report) -> Result<(), Failure> {
    let mut printed = Ok(());
    let mut show = report.printer(&mut printed);
    let bot = account::check(&config.discord, &mut Findings::new(&mut show)).await;
    drop(show);
    printed?;
    let Some(bot) = bot.map_err(usage)? else { return Ok(()) };
    let Some(found) = usable(channel, &bot, report).await? else { return Ok(()) };
    // From here on, a signal does not end the process at once: posted messages have to be deleted.
    let mut signals =
        Signals::listen().map_err(|error| Failure::Failed(format!("signals cannot be received: {error}")))?;
    let stop = CancellationToken::new();
    let asked = stop.clone();
    let listening = tokio::spawn(async move {
        signals.next().await;
        asked.cancel();
        exit::now(signals.next().await.exit_code());
    });
    let language = Settings::new(config).for_guild(None).language();
    let mut live = Live::new(&bot, channel, language, &stop);
    let stepped = live.steps(report).await;
    live.clean_up(&found, report).await?;
    listening.abort();
    stepped?;
    if stop.is_cancelled() {
        return Err(Failure::Failed("stopped before all was tried".to_owned()));
    }
    Ok(())
}

/// The channel, if it is one for cards that the bot can see.
async fn usable(id: ChannelId, bot: &Bot, report: &mut Report) -> Result<Option<ChannelRights>, Failure> {
    const TEST: &str = "channel";
    let another = "name a text channel of your server (with Developer Mode on, right-click it → Copy Channel ID)";
    match ask(|| bot.rest.channel_rights(CALL(), id)).await {
        Ok(channel) if channel.is_text() => {
            report.ok(TEST, channel_name(&channel))?;
            return Ok(Some(channel));
        }
        Ok(channel) => report.wrong(TEST, format!("{id} is {}", channel.kind_name()), another)?,
        Err(RestError::Refused { code: DiscordCode::UNKNOWN_CHANNEL, .. }) => {
            report.wrong(TEST, format!("there is no channel {id}"), another)?;
        }
        Err(RestError::Refused { code: DiscordCode::MISSING_ACCESS, .. }) => {
            let fix = allow_in_channel("the channel", &bot.name, "View Channel");
            report.wrong(TEST, format!("the bot cannot see the channel {id}, so nothing was tried"), &fix)?;
        }
        Err(error) => report.wrong(TEST, format!("{id}: {error}"), fix_for(&error))?,
    }
    Ok(None)
}

/// One run.
struct Live<'a> {
    bot: &'a Bot,
    channel: ChannelId,
    /// Of the card.
    language: Language,
    key: Key,
    card: Option<MessageId>,
    notice: Option<MessageId>,
    /// The newest message before the first step.
    start: MessageId,
    stop: &'a CancellationToken,
}

impl<'a> Live<'a> {
    fn new(bot: &'a Bot, channel: ChannelId, language: Language, stop: &'a CancellationToken) -> Self {
        // No alert's id looks like this.
        let key = Key::of_card(&EventId::new(format!("live check {}", Timestamp::now().as_nanosecond())));
        Self { bot, channel, language, key, card: None, notice: None, start: MessageId(1), stop }
    }

    async fn steps(&mut self, report: &mut Report) -> Result<(), Failure> {
        for expectation in EXPECTATIONS {
            if self.stop.is_cancelled() {
                return Ok(());
            }
            self.step(expectation, report).await?;
            if expectation.step == Step::Post && self.card.is_none() {
                return report.skipped("all other steps", "the card has to be posted first");
            }
        }
        Ok(())
    }

    async fn step(&mut self, expectation: &Expectation, report: &mut Report) -> Result<(), Failure> {
        let name = expectation.name;
        let (message, edit) = (test_card::create(&self.key, self.language), test_card::edit(&self.key, self.language));
        let card = self.card.unwrap_or(MessageId(1));
        let trial = match expectation.step {
            Step::See => Trial::See,
            Step::Post | Step::PostAgain | Step::PostDeleted => Trial::Create(&message),
            Step::Find => Trial::After(self.start),
            Step::Edit | Step::EditDeleted => Trial::Edit(card, &edit),
            Step::Pin | Step::PinAgain | Step::PinDeleted => Trial::Pin(card),
            Step::Pins => Trial::Pins,
            Step::Notice => Trial::After(card),
            Step::DeleteNotice => match self.notice {
                Some(notice) => Trial::Delete(notice),
                None => return report.skipped(name, "there is none"),
            },
            Step::Unpin => Trial::Unpin(card),
            Step::Delete | Step::DeleteDeleted => Trial::Delete(card),
        };
        let (mut answer, took) = match self.observe(trial).await {
            Ok(answered) => answered,
            // Asked to stop while it waited for its turn.
            Err(RestError::Held) => return Ok(()),
            Err(error) => return report.wrong(name, &error, fix_for(&error)),
        };
        self.learn(expectation.step, &mut answer);
        let card = self.card.map(|card| card.to_string());
        let ids = Ids { channel: self.channel.to_string(), card, key: self.key.as_str() };
        let different = differences(expectation, &answer, &ids);
        if different.is_empty() {
            return report.ok(name, format!("{} in {} ms, as expected", answer.status, took.as_millis()));
        }
        different.iter().try_for_each(|difference| {
            report.differs(name, format!("{difference}. It matters for: {}", expectation.matters_for))
        })
    }

    /// Remembers the ids in an answer, and picks the message that a list is asked for.
    fn learn(&mut self, step: Step, answer: &mut Observed) {
        let id = |value: &Value| value.as_str()?.parse().ok().map(MessageId);
        match step {
            Step::See => self.start = id(&answer.body["last_message_id"]).unwrap_or(self.start),
            Step::Post => self.card = id(&answer.body["id"]),
            Step::Find => answer.body = self.picked(&answer.body, |message| id(&message["id"]) == self.card),
            Step::Notice => {
                let of_card = |message: &Value| {
                    message["type"] == 6 && id(&message["message_reference"]["message_id"]) == self.card
                };
                answer.body = self.picked(&answer.body, of_card);
                self.notice = id(&answer.body["id"]);
            }
            _ => {}
        }
    }

    fn picked(&self, messages: &Value, is_it: impl Fn(&Value) -> bool) -> Value {
        messages.as_array().into_iter().flatten().find(|message| is_it(message)).cloned().unwrap_or_default()
    }

    /// The answer, and how long its attempt took. A create may be repeated, because it has a nonce.
    async fn observe(&self, trial: Trial<'_>) -> Result<(Observed, Duration), RestError> {
        let attempt = |_| async move {
            let began = Instant::now();
            let call = Call::new(Priority::Edit).until(self.stop);
            self.bot.rest.observe(call, self.channel, trial).await.map(|answer| (answer, began.elapsed()))
        };
        retry(Backoff::within(RETRY_FOR), self.stop, attempt).await.map_err(|error| error.last)
    }

    /// Deletes every message of this run, also one of which the answer to its creation was lost.
    async fn clean_up(&self, channel: &ChannelRights, report: &mut Report) -> Result<(), Failure> {
        const TEST: &str = "clean up";
        match self.delete_all().await {
            Ok(()) => report.ok(TEST, format!("nothing of it is left in {}", channel_name(channel))),
            Err(error) => {
                let fix = format!("delete the messages marked TEST in {} by hand", channel_name(channel));
                report.wrong(TEST, format!("not everything could be deleted ({error})"), &fix)
            }
        }
    }

    async fn delete_all(&self) -> Result<(), RestError> {
        let rest = &self.bot.rest;
        let page = ask(|| rest.messages_after(CALL(), self.channel, self.start, 100)).await?;
        let by_bot = page.messages.iter().filter(|message| message.author.id.get() == self.bot.user.0);
        let ours = by_bot.filter(|message| card::key_of(message).as_ref() == Some(&self.key));
        let mut cards: Vec<MessageId> = ours.map(|message| message.id.into()).collect();
        cards.extend(self.card);
        // Without a card there is no line about its pin.
        if cards.is_empty() {
            return Ok(());
        }
        let notices = ask(|| rest.pin_notices(CALL(), self.channel, None, 50)).await?.notices;
        let of_cards = notices.into_iter().filter(|(_, of)| cards.contains(of)).map(|(notice, _)| notice);
        for message in of_cards.chain(cards.iter().copied()) {
            ask(|| rest.delete_message(CALL(), self.channel, message)).await?;
        }
        Ok(())
    }
}
