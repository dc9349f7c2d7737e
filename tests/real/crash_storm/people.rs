//! The people of the storm: parents who raise alerts, and everybody who presses what they see.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fake_discord::ids::{ChannelId, UserId};
use fake_discord::{Interaction, Message, ResponseKind};

use super::choices;
use super::dice::Dice;
use crate::support::bot::{Action, AlertId, CustomId, Kind};
use crate::support::{Neighborhood, Shown, unique};

/// Everybody. Sarah and Lisa are parents, Mike, Lisa and David are helpers, and David is a moderator, too.
pub const PEOPLE: [&str; 4] = ["Sarah", "Mike", "Lisa", "David"];

/// After this a client says "The application did not respond".
pub const UNANSWERED: Duration = Duration::from_secs(3);

/// Within this a first answer of "Sending…" has become another.
pub const SETTLED: Duration = Duration::from_secs(12);

/// One alert in so many is Lisa's, and has the name of a child of Sarah's.
const SAME_CHILD: u64 = 4;

/// One alert in so many comes from another program, with private details.
const OF_ANOTHER_PROGRAM: u64 = 5;

/// One alert in so many is cancelled before anybody can have seen its card.
const CANCELLED_AT_ONCE: u64 = 10;

/// `/needhelp` as it was typed, or the answer "No, another child", which sends it after all.
#[derive(Clone)]
pub struct Typed {
    pub alert: AlertId,
    pub channel: ChannelId,
    pub click: Interaction,
    /// It was not sent: it may be the same child, or could not be read. The answer to that sends another alert.
    pub is_held: bool,
}

/// A press of a button, a choice from a menu or a submitted form.
#[derive(Clone)]
pub struct Press {
    pub alert: AlertId,
    pub action: &'static str,
    pub name: &'static str,
    pub click: Interaction,
}

/// The people of the storm, the channels that they type in, and all that they did.
pub struct People {
    pub here: Neighborhood,
    pub channels: Vec<ChannelId>,
    /// How many presses have had an answer, as far as they will have one.
    pub answered: AtomicUsize,
    pub typed: Mutex<Vec<Typed>>,
    pub pressed: Mutex<Vec<Press>>,
    /// How often a process was killed while somebody waited for the answer to a press of this button.
    pub struck: Mutex<BTreeMap<&'static str, usize>>,
}

impl Typed {
    /// What its parent reads now; empty where the application did not respond.
    pub fn reads(&self) -> String {
        self.click.original_now().map(|answer| answer.content().to_owned()).unwrap_or_default()
    }
}

impl Press {
    /// Whether the person still waits for what became of it.
    pub fn is_under_way(&self) -> bool {
        match self.click.original_now() {
            Some(answer) => answer.says_wait(),
            // A form is an answer.
            None => !self.click.failed() && self.click.response_now().is_none(),
        }
    }
}

impl People {
    pub fn new(here: Neighborhood, channels: u64) -> Arc<Self> {
        let make = |stop| here.discord.add_channel(here.discord.guild_id(), &format!("stop-{stop}"));
        let channels = (0..channels).map(make).collect();
        let (answered, typed) = (AtomicUsize::new(0), Mutex::default());
        let (pressed, struck) = (Mutex::default(), Mutex::default());
        Arc::new(People { here, channels, answered, typed, pressed, struck })
    }

    pub fn id(&self, name: &str) -> UserId {
        self.here.discord.person(name).id()
    }

    /// Another program raises an alert of Sarah's, and only the claimer reads who the child is.
    async fn of_another_program(&self, n: u64) {
        let channel = self.channels[usize::try_from(n).unwrap_or(0) % self.channels.len()];
        let alert = serde_json::json!({"alert_id": format!("{}-{n}", unique()), "parent_name": "Sarah",
            "parent_id": self.here.user("Sarah"), "child_name": format!("Jake {n:04}"), "location": "Oak Street Bus Stop",
            "message": "Meeting ran over", "channel_id": channel.to_string(), "private": true});
        self.here.send(alert.to_string()).await;
    }

    /// Types it, and again if the application does not respond: the first may have come through all the same.
    pub async fn needhelp(self: Arc<Self>, n: u64, mut dice: Dice) {
        if n % OF_ANOTHER_PROGRAM == OF_ANOTHER_PROGRAM - 1 {
            return self.of_another_program(n).await;
        }
        let is_lisas = n % SAME_CHILD == SAME_CHILD - 1;
        let (name, child) = if is_lisas { ("Lisa", n - 1) } else { ("Sarah", n) };
        for again in 'a'..='h' {
            // Sarah's other try has another name, and Lisa's child has that of Sarah's.
            let child = format!("Jake {child:04}{}", if is_lisas { 'a' } else { again });
            let alert = self.type_once(name, n, &child, &mut dice).await;
            if let Some(alert) = alert {
                if n.is_multiple_of(CANCELLED_AT_ONCE) {
                    let parent_id = self.here.user(name);
                    let kind = Kind::Cancelled { parent_id, moderator_id: None, since: None };
                    self.here.append(&alert, kind, &format!("cancelled-{alert}")).await;
                }
                return;
            }
        }
    }

    /// Types it once. The alert, where its parent has read what became of it.
    async fn type_once(&self, name: &'static str, n: u64, child: &str, dice: &mut Dice) -> Option<AlertId> {
        // Both alerts for children of one name are at one stop.
        let stop = usize::try_from(n / 2).unwrap_or(0) % self.channels.len();
        let channel = self.channels[stop];
        let parent = self.here.discord.person(name).in_channel(channel);
        let typed = parent.slash("needhelp").string("child", child).string("location", "Oak Street Bus Stop");
        let mut typed = typed.string("message", "Meeting ran over");
        if let Some(when) = dice.pick(&["", "", "now", "in 1 min", "in 2 min", "soon"]).filter(|when| !when.is_empty())
        {
            typed = typed.string("when", *when);
        }
        // The gateway may be dead just now; then nothing is promised.
        let click = typed.send().await.ok()?;
        self.has_typed(channel, &click);
        click.clone().within(UNANSWERED).response().await.ok()?;
        let mut click = self.fixes(name, channel, child, &click).await.unwrap_or(click);
        let question = click.original_now().filter(|answer| !answer.buttons().is_empty());
        if let Some(question) = question {
            // "The same child?"
            let answers = question.buttons();
            let answer = CustomId::parse(&dice.pick(&answers)?.custom_id).ok()?;
            let pressed = parent.click_as_seen(&question, &answer.to_string()).await.ok()?;
            self.pressed.lock().expect("no panic").push(Press {
                alert: answer.alert_id.clone(),
                action: answer.action.name(),
                name,
                click: pressed.clone(),
            });
            self.is_held(&click);
            if answer.action == Action::AnotherChild {
                self.has_typed(channel, &pressed);
            }
            click = pressed;
            click.clone().within(UNANSWERED).response().await.ok()?;
        }
        let settled = click.clone().within(SETTLED).original_matches(|answer| !answer.says_wait()).await.ok()?;
        let is_known = settled.says_sent() || settled.content().starts_with('❌');
        AlertId::new(click.id().to_string()).ok().filter(|_| is_known)
    }

    /// Corrects in a form what could not be read, and sends that. `None` if nothing was refused, or no form came.
    async fn fixes(
        &self,
        name: &'static str,
        channel: ChannelId,
        child: &str,
        typed: &Interaction,
    ) -> Option<Interaction> {
        let refused = typed.original_now()?;
        let button = refused.buttons().into_iter().find(|button| button.custom_id.starts_with("nh:fix_and_send:"))?;
        self.is_held(typed);
        let (id, parent) =
            (CustomId::parse(&button.custom_id).ok()?, self.here.discord.person(name).in_channel(channel));
        let pressed = parent.click_as_seen(&refused, &button.custom_id).await.ok()?;
        self.has_pressed(name, &id, &pressed);
        pressed.clone().within(UNANSWERED).response().await.ok()?;
        // The form of a gateway that was started again is empty.
        let filled =
            [("child", child), ("location", "Oak Street Bus Stop"), ("when", "now"), ("message", "Meeting ran over")];
        let sent = parent.submit_modal(&pressed, &filled).await.ok()?;
        self.has_pressed(name, &id, &sent);
        self.has_typed(channel, &sent);
        sent.clone().within(UNANSWERED).response().await.ok()?;
        Some(sent)
    }

    fn is_held(&self, click: &Interaction) {
        let mut typed = self.typed.lock().expect("no panic");
        typed.iter_mut().for_each(|typed| typed.is_held |= typed.click.id() == click.id());
    }

    fn has_typed(&self, channel: ChannelId, click: &Interaction) {
        let Ok(alert) = AlertId::new(click.id().to_string()) else { return };
        let typed = Typed { alert, channel, click: click.clone(), is_held: false };
        self.typed.lock().expect("no panic").push(typed);
    }

    /// Somebody presses a button of this message, and answers what the bot then asks. Everything is left to the dice:
    /// a new button is pressed as well.
    pub async fn press(self: Arc<Self>, name: &'static str, shown: Arc<Message>, button: String, mut dice: Dice) {
        let person = self.here.discord.person(name);
        let Ok(id) = CustomId::parse(&button) else { return };
        // It may be gone in this very moment.
        let Ok(mut click) = person.click_as_seen(&shown, &button).await else { return };
        self.has_pressed(name, &id, &click);
        // A question, a menu in the answer, a form: three answers at most.
        for _ in 0..4 {
            let Ok(answer) = click.clone().within(UNANSWERED).response().await else { return };
            if answer.kind != ResponseKind::Modal {
                let settled = click.clone().within(SETTLED);
                // A killed gateway leaves "Sending…", which then means that it did not go through.
                _ = settled.original_matches(|answer| !answer.says_wait()).await;
            }
            self.answered.fetch_add(1, Ordering::Relaxed);
            let Some(next) = self.goes_on(name, &id, &click, &mut dice).await else { return };
            click = next;
        }
    }

    /// The answer to a form or to a private question; `None` where nothing is asked, or the person leaves it open.
    async fn goes_on(
        &self,
        name: &'static str,
        id: &CustomId,
        click: &Interaction,
        dice: &mut Dice,
    ) -> Option<Interaction> {
        let person = self.here.discord.person(name);
        if let Some(form) = click.response_now().filter(|answer| answer.data["components"].is_array()) {
            let filled = choices::filled(&form.data, dice);
            let fields: Vec<_> = filled.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            if let Ok(submitted) = person.submit_modal(click, &fields).await {
                self.has_pressed(name, id, &submitted);
                return Some(submitted);
            }
        }
        let question = click.original_now()?;
        let answers = question.buttons();
        if answers.is_empty() || dice.one_in(10) {
            return None;
        }
        // Who has pressed the button means it, most of the time.
        let answer = if dice.one_in(3) { dice.pick(&answers)? } else { answers.first()? }.custom_id.clone();
        let next = match person.click_as_seen(&question, &answer).await {
            Ok(next) => next,
            // A menu of people.
            Err(_) => {
                let whom = dice.pick(&PEOPLE).map(|whom| self.id(whom).to_string())?;
                person.choose(question.id, &answer, &[&whom]).await.ok()?
            }
        };
        self.has_pressed(name, &CustomId::parse(&answer).ok()?, &next);
        Some(next)
    }

    fn has_pressed(&self, name: &'static str, id: &CustomId, click: &Interaction) {
        let (alert, action) = (id.alert_id.clone(), id.action.name());
        self.pressed.lock().expect("no panic").push(Press { alert, action, name, click: click.clone() });
    }

    /// Every message of the channels, deleted ones too, and each direct message.
    pub fn history(&self) -> Vec<Arc<Message>> {
        let direct = PEOPLE.map(|name| self.here.discord.person(name).dm());
        let channels = self.channels.iter().chain(&direct);
        channels.flat_map(|channel| self.here.discord.channel(*channel).history()).collect()
    }
}
