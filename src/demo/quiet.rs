//! The story of an afternoon on which nobody answers: the neighbors are asked again, then the parent is told to phone
//! someone.
//!
//! The story moves the board's clock and waits for what people see. Must not write what the clock has to bring about.

use anyhow::{Context as _, ensure};
use jiff::{SignedDuration, Timestamp};

use super::story::{Narrator, say};

/// What Sarah types. There is time for each step of the clock.
const TYPED: [(&str, &str); 4] = [
    ("child", "Jake"),
    ("location", "Oak Street Bus Stop"),
    ("when", "in 40 min"),
    ("message", "Meeting ran over, will be 10 mins late"),
];

/// Whom the parent can phone.
pub(crate) const FALLBACK_CONTACT: &str = "school office, 555-0100";

impl Narrator<'_> {
    pub(crate) async fn quiet(&self) -> anyhow::Result<()> {
        say(
            "needhelp: nobody answers, with a simulated Kafka and a simulated Discord. The clock on the left is moved forward, so \
             that 40 minutes pass in seconds.",
        );
        let mut sent = self.sarah_asks(&TYPED).await?;
        let needed_by = time_in(&sent.card.text()).context("the card has no time")?;
        let open = title(&sent.card);

        // Half of the time counts from the card, which came a moment after Sarah had typed.
        self.later(
            needed_by,
            SignedDuration::from_secs(20 * 60 - 30),
            "Half of the time has passed. Nobody has pressed.",
        );
        self.role_is_rung("helpers", &mut sent.heard).await?;

        self.later(needed_by, SignedDuration::from_mins(10), "10 minutes are left. Still nobody.");
        self.role_is_rung("helpers", &mut sent.heard).await?;
        self.role_is_rung("neighbors", &mut sent.heard).await?;

        self.later(
            needed_by,
            SignedDuration::from_mins(5),
            "5 minutes are left: Sarah has to know while she can still phone.",
        );
        let told = self.sarah_is_rung(&mut sent.heard).await?;
        ensure!(told.text().contains(FALLBACK_CONTACT), "Sarah does not read whom to phone");

        self.later(needed_by, SignedDuration::ZERO, "It is time, and nobody has come forward. The card says so:");
        let id = sent.card.id;
        let face = self.channel().message(|message| message.id == id && title(message) != open).await;
        let face = face.context("the card does not say that nobody came forward")?;
        self.quote(&face);
        let rung = self.discord.person("Sarah").rung_by().len();
        ensure!(rung == 1, "Sarah's phone rang {rung} times");
        say(
            "\n            Sarah was told 5 minutes before the time, with a number to phone. A neighbor can still press.",
        );
        Ok(())
    }

    /// Moves the clock to so long before the time.
    fn later(&self, needed_by: Timestamp, before: SignedDuration, text: &str) {
        // A moment more, so that what is due at that time is due.
        let at = needed_by.saturating_sub(before).unwrap_or(needed_by) + SignedDuration::from_secs(1);
        self.clock.set(at);
        self.scene(text);
    }
}

fn title(card: &fake_discord::Message) -> Option<String> {
    card.embeds().first().and_then(|embed| embed.title.clone())
}

/// The first time in the text, which Discord shows in each reader's zone.
fn time_in(text: &str) -> Option<Timestamp> {
    let (_, after) = text.split_once("<t:")?;
    let (seconds, _) = after.split_once(':')?;
    Timestamp::from_second(seconds.parse().ok()?).ok()
}
