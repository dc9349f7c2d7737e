//! The people of the storm: parents who raise and cancel, neighbors who press what they see, and what each was told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fake_discord::ids::{ChannelId, MessageId};
use fake_discord::{Interaction, Message};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, interval};

use crate::support::bot::{AlertId, Kind};
use crate::support::{Neighborhood, Shown};

/// Alerts in one channel: it takes 250 pins, and a card is pinned until its alert is over.
const ALERTS_A_CHANNEL: u64 = 100;

/// One parent in so many cancels when a neighbor has it already, and one in so many at once.
const CANCELS: u64 = 5;

/// After this a client says "The application did not respond".
const UNANSWERED: Duration = Duration::from_secs(3);

/// Within this a first answer of "Sending…" has become another.
const SETTLED: Duration = Duration::from_secs(12);

/// Nobody presses the same button again within this.
const AGAIN: Duration = Duration::from_secs(5);

/// What became of one alert, as its people saw it.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub channel: ChannelId,
    /// The parent read "Sent".
    pub sent: bool,
    /// The parent read "NOT sent".
    pub not_sent: bool,
    /// The parent does not need it any more, and the log has it.
    pub cancelled: bool,
}

/// The people of the storm, the channels that they type in, and what they read.
pub struct People {
    pub here: Neighborhood,
    pub channels: Vec<ChannelId>,
    /// How many alerts have been typed.
    pub typed: AtomicUsize,
    /// Who pressed the button of which card.
    pressed: Mutex<Vec<(MessageId, &'static str, Interaction)>>,
}

impl People {
    /// Makes the channels that so many alerts need.
    pub fn new(here: Neighborhood, alerts: u64) -> Arc<Self> {
        let make = |stop| here.discord.add_channel(here.discord.guild_id(), &format!("stop-{stop}"));
        let channels = (0..=alerts / ALERTS_A_CHANNEL).map(make).collect();
        Arc::new(People { here, channels, typed: AtomicUsize::new(0), pressed: Mutex::default() })
    }

    /// Raises alerts, twelve parents at a time, each until they read what became of it; some cancel again.
    pub async fn needhelp_all(self: Arc<Self>, alerts: u64) -> BTreeMap<String, Told> {
        let room = Arc::new(Semaphore::new(12));
        let mut tasks = JoinSet::new();
        for n in 0..alerts {
            let turn = Arc::clone(&room).acquire_owned().await.expect("not closed");
            let people = Arc::clone(&self);
            tasks.spawn(async move {
                let mut told = Vec::new();
                let mut last = None;
                // Who reads "The application did not respond" types it again; the first may have come through all the same.
                for again in 'a'..='h' {
                    let child = format!("Jake {n:04}{again}");
                    let (alert, read) = people.needhelp(n, &child).await;
                    told.push((child, read));
                    if read.sent || read.not_sent {
                        last = alert;
                        break;
                    }
                }
                people.typed.fetch_add(1, Ordering::Relaxed);
                drop(turn);
                if let (Some(alert), Some((child, told))) = (last, told.last_mut())
                    && told.sent
                    && n % CANCELS < 2
                {
                    if n % CANCELS == 1 {
                        people.until_somebody_has_it(told.channel, child).await;
                    }
                    people.cancel(&alert).await;
                    told.cancelled = true;
                }
                told
            });
        }
        tasks.join_all().await.into_iter().flatten().collect()
    }

    /// Types it once. The alert's id, where it could be typed at all, and what the parent read.
    async fn needhelp(&self, n: u64, child: &str) -> (Option<AlertId>, Told) {
        let channel = self.channels[usize::try_from(n).unwrap_or(0) % self.channels.len()];
        let mut told = Told { channel, sent: false, not_sent: false, cancelled: false };
        let sarah = self.here.discord.person("Sarah").in_channel(channel);
        let typed = sarah.slash("needhelp").string("child", child).string("location", "Oak Street Bus Stop");
        let Ok(typed) = typed.string("message", "Meeting ran over").send().await else { return (None, told) };
        // The gateway may be dead just now; then nothing is promised.
        if typed.clone().within(UNANSWERED).response().await.is_ok() {
            let settled = typed.clone().within(SETTLED);
            if let Ok(answer) = settled.original_matches(|answer| !answer.says_wait()).await {
                (told.sent, told.not_sent) = (answer.says_sent(), answer.content().starts_with('❌'));
            }
        }
        (AlertId::new(typed.id().to_string()).ok(), told)
    }

    async fn until_somebody_has_it(&self, channel: ChannelId, child: &str) {
        let channel = self.here.discord.channel(channel).within(Duration::from_secs(30));
        // Whatever becomes of it: a cancellation may come at any time.
        _ = channel.message(|message| message.is_card_of(child) && !message.is_claimable()).await;
    }

    async fn cancel(&self, alert: &AlertId) {
        let kind = Kind::Cancelled { parent_id: self.here.user("Sarah"), moderator_id: None, since: None };
        self.here.append(alert, kind, &format!("cancelled-{}", alert.as_str())).await;
    }

    /// Mike, Lisa and David press what they see: two of them each card, until it is `over`.
    pub fn press_all(self: &Arc<Self>, over: Arc<AtomicBool>) -> JoinHandle<()> {
        let people = Arc::clone(self);
        tokio::spawn(async move {
            let mut beat = interval(Duration::from_millis(100));
            let mut turn = 0;
            let mut pressed: BTreeMap<u64, Instant> = BTreeMap::new();
            while !over.load(Ordering::Relaxed) {
                beat.tick().await;
                let now = Instant::now();
                for card in people.open_cards() {
                    if pressed.get(&card.id.get()).is_some_and(|at| now.duration_since(*at) < AGAIN) {
                        continue;
                    }
                    turn += 1;
                    pressed.insert(card.id.get(), now);
                    for name in [["Mike", "Lisa"], ["Lisa", "David"], ["David", "Mike"]][turn % 3] {
                        tokio::spawn(Arc::clone(&people).claim(name, Arc::clone(&card)));
                    }
                }
            }
        })
    }

    /// Presses "I've got it", and says yes if the bot asks: "You already have Jake. Take this one, too?"
    async fn claim(self: Arc<Self>, name: &'static str, card: Arc<Message>) {
        let person = self.here.discord.person(name);
        let button = card.claim_button().unwrap_or_default();
        // It may have been claimed in this very moment.
        let Ok(click) = person.click_as_seen(&card, &button).await else { return };
        self.has_pressed(card.id, name, click.clone());
        if click.clone().within(UNANSWERED).response().await.is_err() {
            return;
        }
        if let Some(question) = click.original_now()
            && let Some(yes) = question.buttons().first()
            && let Ok(click) = person.click_as_seen(&question, &yes.custom_id).await
        {
            self.has_pressed(card.id, name, click);
        }
    }

    fn has_pressed(&self, card: MessageId, name: &'static str, click: Interaction) {
        self.pressed.lock().expect("no panic").push((card, name, click));
    }

    /// Who has ever read that they have the alert of this card, in the answer to their click or in a mention.
    pub fn winners(&self, card: MessageId, child: &str, history: &[Arc<Message>]) -> BTreeSet<&'static str> {
        let said = |message: &Message| message.said_you_have_it();
        let pressed = self.pressed.lock().expect("no panic");
        let answered =
            pressed.iter().filter(|(on, _, click)| *on == card && click.original_now().is_some_and(|it| said(&it)));
        let answered = answered.map(|(_, name, _)| *name);
        let mentioned = ["Mike", "Lisa", "David"].into_iter().filter(|name| {
            let id = self.here.discord.person(name).id();
            history.iter().any(|one| one.pings.users.contains(&id) && one.text().contains(child) && said(one))
        });
        answered.chain(mentioned).collect()
    }

    /// Every message of the channels, deleted ones too.
    pub fn history(&self) -> Vec<Arc<Message>> {
        self.channels.iter().flat_map(|channel| self.here.discord.channel(*channel).history()).collect()
    }

    fn open_cards(&self) -> Vec<Arc<Message>> {
        let open = |message: &Message| message.exists() && message.is_claimable();
        self.history().into_iter().filter(|message| open(message)).collect()
    }
}
