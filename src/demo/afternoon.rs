//! The story of an afternoon: asked, claimed, given back, claimed again, met, safe.
//!
//! Must not do what a person's phone would not offer.

use anyhow::{Context as _, ensure};

use super::story::{Narrator, Sent, button, has, say};
use crate::discord::action::Action;

/// What Sarah types: the tutorial's alert. The bus comes in five minutes.
const TYPED: [(&str, &str); 4] = [
    ("child", "Jake"),
    ("location", "Oak Street Bus Stop"),
    ("when", "in 5 min"),
    ("message", "Meeting ran over, will be 10 mins late"),
];

impl Narrator<'_> {
    /// Mike and Lisa press at the same time. Who is first cannot make it, and the other brings the child home.
    pub(crate) async fn afternoon(&self) -> anyhow::Result<()> {
        say(
            "needhelp: an afternoon at the bus stop, with a simulated Kafka and a simulated Discord. The times are real.",
        );
        let mut sent = self.sarah_asks(&TYPED).await?;
        let (first, second) = self.both_press(&mut sent).await?;
        self.gives_back(first, &mut sent).await?;
        self.takes_over(second, &mut sent).await?;
        self.brings_home(second, &mut sent).await?;
        let rung = self.discord.person("Sarah").rung_by().len();
        ensure!(rung == 5, "Sarah's phone rang {rung} times, not 5");
        let took = sent.began.elapsed().as_millis();
        say(&format!(
            "\n            Jake is safe. Sarah's phone rang {rung} times in {took} ms, once for each change."
        ));
        Ok(())
    }

    /// Returns who was first, and who was not.
    async fn both_press(&self, sent: &mut Sent) -> anyhow::Result<(&'static str, &'static str)> {
        let card = &sent.card;
        let (claim, label) = button(card, Action::Claim).context("nobody can claim the alert")?;
        self.scene(&format!("Mike and Lisa press [{label}] in the same moment."));
        let (mike, lisa) = (self.discord.person("Mike"), self.discord.person("Lisa"));
        let (mikes, lisas) = tokio::join!(mike.click_as_seen(card, &claim), lisa.click_as_seen(card, &claim));
        let (mikes, lisas) = (mikes.context("Mike could not press")?, lisas.context("Lisa could not press")?);
        let claimed = self.card_with(card, Action::WithChild).await?;
        let ((first, won), (second, lost)) = if claimed.text().contains("Mike") {
            (("Mike", mikes), ("Lisa", lisas))
        } else {
            (("Lisa", lisas), ("Mike", mikes))
        };
        Self::remark(&format!("{first} was first. Only {first} sees:"));
        self.answer(&won).await?;
        Self::remark(&format!("{second} was a moment later. Only {second} sees:"));
        self.answer(&lost).await?;
        let notice = self.sarah_is_rung(&mut sent.heard).await?;
        ensure!(notice.text().contains(first), "Sarah's message does not name {first}");
        Self::remark("The card now says:");
        self.quote(&claimed);
        let took = sent.began.elapsed().as_millis();
        Self::remark(&format!("{first} will meet Jake, and Sarah knows it {took} ms after she asked."));
        Ok((first, second))
    }

    async fn gives_back(&self, name: &str, sent: &mut Sent) -> anyhow::Result<()> {
        self.scene(&format!(
            "{name}'s car does not start. (Within a minute of the press, giving back asks no question.)"
        ));
        let card = self.card_with(&sent.card, Action::Released).await?;
        self.press_and_confirm(name, &card, Action::Released, Action::ReleasedYes).await?;
        self.sarah_is_rung(&mut sent.heard).await?;
        self.role_is_rung("helpers", &mut sent.heard).await?;
        self.quote_title(&*self.card_with(&sent.card, Action::Claim).await?);
        Ok(())
    }

    async fn takes_over(&self, name: &str, sent: &mut Sent) -> anyhow::Result<()> {
        let card = self.card_with(&sent.card, Action::Claim).await?;
        let pressed = self.press(name, &card, Action::Claim).await?;
        self.answer(&pressed).await?;
        self.sarah_is_rung(&mut sent.heard).await?;
        self.quote_title(&*self.card_with(&sent.card, Action::WithChild).await?);
        Ok(())
    }

    async fn brings_home(&self, name: &str, sent: &mut Sent) -> anyhow::Result<()> {
        self.scene(&format!("The bus comes, and {name} is there."));
        let card = self.card_with(&sent.card, Action::WithChild).await?;
        let pressed = self.press(name, &card, Action::WithChild).await?;
        self.answer(&pressed).await?;
        self.sarah_is_rung(&mut sent.heard).await?;
        let card = self.card_with(&sent.card, Action::Done).await?;
        self.quote_title(&card);

        self.scene("Jake is at home.");
        self.press_and_confirm(name, &card, Action::Done, Action::DoneYes).await?;
        self.sarah_is_rung(&mut sent.heard).await?;
        let id = sent.card.id;
        let over = self.channel().message(|message| message.id == id && message.buttons().is_empty()).await;
        let over = over.context("the card still has buttons")?;
        ensure!(!has(&over, Action::Done), "the card still asks whether Jake is safe");
        Self::remark("The card has no buttons anymore, and says:");
        self.quote(&over);
        Ok(())
    }
}
