//! A message as people read it, and what its buttons can do.

use fake_discord::Message;
use serde_json::Value;

/// The beginning of the custom id of each button that claims: the contract is the action, as labels are translated.
const CLAIM: &str = "nh:claim:";

/// Questions about a message of the bot.
pub trait Shown {
    /// The custom id of the button that claims the alert, if there is one now.
    fn claim_button(&self) -> Option<String>;

    /// Whether a press can claim the alert now.
    fn is_claimable(&self) -> bool {
        self.claim_button().is_some()
    }

    /// Whether it was claimable in each version, oldest first.
    fn was_claimable(&self) -> Vec<bool>;

    /// Whether it is an alert's card: it can be claimed, or could be once.
    fn is_card(&self) -> bool {
        self.was_claimable().contains(&true)
    }

    /// Whether it is the card of this child.
    fn is_card_of(&self, child: &str) -> bool;

    /// Whether it lost its button and got it again.
    fn was_opened_again(&self) -> bool {
        self.was_claimable().windows(2).any(|pair| pair == [false, true])
    }

    /// Whether it asks the person to wait for the outcome.
    fn says_wait(&self) -> bool;

    /// Whether the parent reads that the alert was sent.
    fn says_sent(&self) -> bool;

    /// Whether the parent reads that the card is in the channel.
    fn says_posted(&self) -> bool;

    /// Whether the parent reads that no card could be posted.
    fn says_not_shown(&self) -> bool;

    /// Whether the person reads that the alert, or the press, was not sent.
    fn says_not_sent(&self) -> bool;

    /// Whether the neighbor reads, or once read, that the alert is theirs.
    fn said_you_have_it(&self) -> bool;
}

impl Shown for Message {
    fn claim_button(&self) -> Option<String> {
        self.buttons().into_iter().map(|button| button.custom_id).find(|id| id.starts_with(CLAIM))
    }

    fn was_claimable(&self) -> Vec<bool> {
        self.versions.iter().map(|version| version.components.iter().any(has_claim)).collect()
    }

    fn is_card_of(&self, child: &str) -> bool {
        self.is_card() && self.text().contains(child)
    }

    fn says_wait(&self) -> bool {
        self.content().starts_with("⏳")
    }

    fn says_sent(&self) -> bool {
        ["✅ Sent", "✅ Posted"].iter().any(|start| self.content().starts_with(start))
    }

    fn says_posted(&self) -> bool {
        self.content().starts_with("✅ Posted")
    }

    fn says_not_shown(&self) -> bool {
        self.content().starts_with("❌ NOT shown")
    }

    fn says_not_sent(&self) -> bool {
        let not_sent = ["❌ NOT sent", "❌ That did not go through", "❌ You do NOT have it"];
        not_sent.iter().any(|start| self.content().starts_with(start))
    }

    fn said_you_have_it(&self) -> bool {
        self.versions
            .iter()
            .any(|version| ["ou have it.", "ou have it:"].iter().any(|said| version.content.contains(said)))
    }
}

fn has_claim(component: &Value) -> bool {
    match component {
        Value::Object(fields) => {
            fields.get("custom_id").and_then(Value::as_str).is_some_and(|id| id.starts_with(CLAIM))
                || fields.values().any(has_claim)
        }
        Value::Array(parts) => parts.iter().any(has_claim),
        _ => false,
    }
}

/// A message in the order in which it is read, and whom it notified. Names stand for ids; see [`without_ids_and_times`].
///
/// ```text
/// Who can meet Jake NOW at Oak Street Bus Stop? Sarah needs help. @helpers
/// # No one yet: Jake needs someone
/// If you can be there, press **I've got it**. The first press counts.
/// Child: Jake
/// [I've got it]
/// (notified: @helpers)
/// ```
pub fn rendered(message: &Message, names: &[(u64, String)]) -> String {
    let mut lines = vec![message.content().to_owned()];
    for embed in message.embeds() {
        lines.extend(embed.title.iter().map(|title| format!("# {title}")));
        lines.extend(embed.description.clone());
        lines.extend(embed.fields.iter().map(|field| format!("{}: {}", field.name, field.value)));
        lines.extend(embed.footer.iter().map(|footer| format!("-- {}", footer.text)));
    }
    let buttons: Vec<_> = message.buttons().iter().map(|button| format!("[{}]", button.label)).collect();
    lines.push(buttons.join(" "));
    lines.extend(message.links().iter().map(|link| format!("[{}]({})", link.label, link.url)));
    let mut notified = Vec::new();
    notified.extend(message.pings.everyone.then(|| "@everyone".to_owned()));
    notified.extend(message.pings.roles.iter().map(|role| format!("<@&{role}>")));
    notified.extend(message.pings.users.iter().map(|user| format!("<@{user}>")));
    match (message.is_ephemeral(), notified.is_empty()) {
        (true, _) => lines.push("(private)".to_owned()),
        (false, true) => lines.push("(notified: nobody)".to_owned()),
        (false, false) => lines.push(format!("(notified: {})", notified.join(", "))),
    }
    lines.retain(|line| !line.is_empty());
    with_names(&lines.join("\n"), names)
}

/// A text with names in place of ids; see [`without_ids_and_times`].
pub fn with_names(text: &str, names: &[(u64, String)]) -> String {
    let mut text = text.to_owned();
    for (id, name) in names {
        for mention in [format!("<@&{id}>"), format!("<@{id}>"), format!("<#{id}>")] {
            text = text.replace(&mention, name);
        }
    }
    without_ids_and_times(&text)
}

/// Puts `<id>` and `<time>` where each run would have another text: ids, keys, timestamps, written clocks.
pub fn without_ids_and_times(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = timestamp(rest).or_else(|| clock(rest)) {
            out.push_str("<time>");
            rest = after;
        } else if first.is_ascii_alphanumeric() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let word = &rest[..end];
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            let is_id = word.len() >= 15 && digits >= 4;
            out.push_str(if is_id { "<id>" } else { word });
            rest = &rest[end..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// What follows Discord's own timestamp, `<t:1795446720:t>`.
fn timestamp(text: &str) -> Option<&str> {
    Some(text.strip_prefix("<t:")?.split_once('>')?.1)
}

/// What follows a written clock: `3:15 PM`, `Tue 7:40 AM`, `15:15`, `3:10:09 PM`.
fn clock(text: &str) -> Option<&str> {
    let day = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "].iter().find_map(|day| text.strip_prefix(day));
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = day.unwrap_or(text);
    let hours = number(rest);
    let mut rest = rest.get(hours..).filter(|_| (1..=2).contains(&hours))?;
    let mut parts = 0;
    while let Some(after) = rest.strip_prefix(':')
        && number(after) == 2
    {
        (rest, parts) = (&after[2..], parts + 1);
    }
    if parts == 0 {
        return None;
    }
    Some([" AM", " PM"].iter().find_map(|half| rest.strip_prefix(half)).unwrap_or(rest))
}
