//! Who presses what of all that is shown: left to the dice, so that a new button is pressed as well.

use std::collections::BTreeMap;
use std::sync::Arc;

use fake_discord::Message;
use strum::IntoEnumIterator as _;

use super::dice::Dice;
use super::people::{PEOPLE, People};
use crate::support::Shown;
use crate::support::bot::{Action, CustomId};

impl People {
    /// How often each action has been pressed.
    pub fn times_pressed(&self) -> BTreeMap<&'static str, usize> {
        let mut pressed = BTreeMap::new();
        for press in self.pressed.lock().expect("no panic").iter() {
            *pressed.entry(press.action).or_insert(0) += 1;
        }
        pressed
    }

    /// What nobody has pressed yet, of all buttons. "Give it back?" comes only a minute after a claim, which is too late for a
    /// short storm.
    pub fn unpressed(&self) -> Vec<&'static str> {
        let pressed = self.times_pressed();
        let actions = Action::iter().filter(|action| *action != Action::ReleasedYes).map(Action::name);
        actions.filter(|action| !pressed.contains_key(action)).collect()
    }

    /// For which presses people wait now.
    pub fn under_way(&self) -> Vec<&'static str> {
        let pressed = self.pressed.lock().expect("no panic");
        let newest = pressed.iter().rev().take(100).filter(|press| press.is_under_way());
        newest.map(|press| press.action).collect()
    }

    /// A process was killed while people waited for these presses.
    pub fn are_struck(&self, actions: Vec<&'static str>) {
        let mut struck = self.struck.lock().expect("no panic");
        actions.into_iter().for_each(|action| *struck.entry(action).or_default() += 1);
    }

    /// The buttons that make a record, and during whose presses no process was killed yet. One that came up less than three
    /// times is not meant: a question such as "Give it back?" comes only a minute after a claim, and a storm may be over by
    /// then. The summary says how often each was pressed.
    pub fn spared(&self) -> Vec<&'static str> {
        let records = |action: &Action| !matches!(action, Action::Details | Action::Keep | Action::SameChild);
        let (pressed, struck) = (self.times_pressed(), self.struck.lock().expect("no panic"));
        let came_up = |action: &&str| pressed.get(action).is_some_and(|presses| *presses >= 3);
        let actions = Action::iter().filter(records).map(Action::name);
        actions.filter(came_up).filter(|action| !struck.contains_key(action)).collect()
    }

    /// A card that somebody looks at, or a message with a button; now and then a card as it was at some time, which a phone may
    /// still show after the end.
    pub fn sees(&self, dice: &mut Dice) -> Option<Arc<Message>> {
        let mut cards = self.history();
        cards.retain(|message| !message.is_ephemeral() && (message.is_card() || !message.buttons().is_empty()));
        if dice.one_in(8) {
            let mut card = (**dice.pick(&cards)?).clone();
            card.versions.truncate(1 + usize::try_from(dice.next(card.versions.len() as u64)).unwrap_or(0));
            return Some(Arc::new(card));
        }
        cards.retain(|card| card.exists() && !card.buttons().is_empty());
        let unpressed = self.unpressed();
        let has_unpressed = |card: &&Arc<Message>| {
            let mut actions = card.buttons().into_iter().filter_map(|button| CustomId::parse(&button.custom_id).ok());
            actions.any(|id| unpressed.contains(&id.action.name()))
        };
        // A rare button is on the newest of these.
        if dice.one_in(2)
            && let Some(card) = cards.iter().rev().find(has_unpressed)
        {
            return Some(Arc::clone(card));
        }
        dice.pick(&cards).cloned()
    }

    /// Which button of the card is pressed, and by whom: any, by somebody, and more often the first while nobody has it; the one
    /// that was pressed least, by everybody at once, so that none is left out; or any by whose phone has rung.
    pub fn choose(&self, card: &Message, dice: &mut Dice) -> Vec<(&'static str, String)> {
        let buttons: Vec<_> = card.buttons().into_iter().map(|button| button.custom_id).collect();
        let pressed = self.times_pressed();
        let times = |id: &String| CustomId::parse(id).ok().and_then(|id| pressed.get(id.action.name())).copied();
        let least = buttons.iter().min_by_key(|id| times(id));
        let (button, by) = match dice.next(4) {
            0 if holder(card).is_none() => (buttons.first(), None),
            0 | 1 => (dice.pick(&buttons), None),
            2 => (least, Some(PEOPLE.to_vec())),
            _ => (if dice.one_in(2) { least } else { dice.pick(&buttons) }, self.rung_of(card).map(|name| vec![name])),
        };
        let Some(button) = button else { return Vec::new() };
        let by = by.unwrap_or_else(|| self.presser(button, card, dice).into_iter().collect());
        by.into_iter().map(|name| (name, button.clone())).collect()
    }

    /// Whom the last message about this card rang.
    fn rung_of(&self, card: &Message) -> Option<&'static str> {
        let link = format!("/{}/{}", card.channel_id, card.id);
        let messages = self.here.discord.channel(card.channel_id).history();
        let last =
            messages.iter().rev().find(|message| !message.pings.users.is_empty() && message.text().contains(&link))?;
        PEOPLE.into_iter().find(|name| last.pings.users.contains(&self.id(name)))
    }

    /// Somebody, more often one of those whom the button's row is for. The first row is for who has the alert, or for the
    /// helpers, and the second one for the parent.
    fn presser(&self, button: &str, card: &Message, dice: &mut Dice) -> Option<&'static str> {
        if dice.one_in(3) {
            return dice.pick(&PEOPLE).copied();
        }
        // A message with a button is for whom it rings.
        if let Some(rung) = PEOPLE.into_iter().find(|name| card.pings.users.contains(&self.id(name))) {
            return Some(rung);
        }
        let is_first = card.components().first().is_some_and(|row| row.to_string().contains(button));
        match holder(card) {
            Some(holder) if is_first => Some(holder),
            None if is_first => dice.pick(&["Mike", "Lisa", "David"]).copied(),
            // The other card is one of another program's, and hides what the parent says.
            _ => PEOPLE.into_iter().find(|name| card.text().contains(&format!("{name} says"))).or(Some("Sarah")),
        }
    }
}

/// Who has the alert, by the card's title.
fn holder(card: &Message) -> Option<&'static str> {
    let title = card.embeds().first()?.title.clone()?;
    PEOPLE.into_iter().find(|name| title.starts_with(name))
}

/// A form's fields with something in them. One that is not known keeps what stands there.
pub fn filled(form: &serde_json::Value, dice: &mut Dice) -> Vec<(String, String)> {
    let rows = form["components"].as_array().cloned().unwrap_or_default();
    let names = rows.iter().filter_map(|row| row["components"][0]["custom_id"].as_str());
    let text = |name: &str, dice: &mut Dice| {
        let texts: &[&str] = match name {
            "where" => &["Oak Street Bus Stop", "Elm Road", "School gate"],
            "when" => &["", "", "now", "in 1 min", "in 2 min", "soon"],
            "more" => &["Meeting ran over", "Blue jacket"],
            _ => return None,
        };
        Some((name.to_owned(), (*dice.pick(texts)?).to_owned()))
    };
    names.filter_map(|name| text(name, dice)).collect()
}
