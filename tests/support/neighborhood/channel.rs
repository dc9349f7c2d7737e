//! The channel: cards, and the requests that wanted them.

use std::sync::Arc;

use fake_discord::{Channel, Message, Method, Request};

use super::super::Shown;
use super::Neighborhood;

impl Neighborhood {
    pub fn channel(&self) -> Channel {
        self.discord.channel(self.discord.channel_id("bus-stop")).within(self.patience)
    }

    /// The cards in the channel.
    pub fn cards(&self) -> Vec<Arc<Message>> {
        self.channel().messages().into_iter().filter(|message| message.is_card()).collect()
    }

    /// Every card there ever was, deleted ones too.
    pub fn cards_ever(&self) -> Vec<Arc<Message>> {
        self.channel().history().into_iter().filter(|message| message.is_card()).collect()
    }

    /// How many cards there ever were of this child.
    pub fn cards_ever_of(&self, child: &str) -> usize {
        self.cards_ever().iter().filter(|card| card.is_card_of(child)).count()
    }

    /// An alert's card, once `wanted` is true of it.
    pub async fn card(&self, wanted: impl Fn(&Message) -> bool) -> Arc<Message> {
        match self.channel().message(|message| message.is_card() && wanted(message)).await {
            Ok(card) => card,
            Err(error) => panic!("{error}; there is {:#?}; {}", self.channel().messages(), self.process_log()),
        }
    }

    /// The child's card.
    pub async fn card_of(&self, child: &str) -> Arc<Message> {
        self.card(|card| card.is_card_of(child)).await
    }

    /// The child's card, once it is pinned.
    pub async fn pinned(&self, child: &str) -> Arc<Message> {
        self.card(|card| card.is_pinned() && card.is_card_of(child)).await
    }

    /// This card, once it cannot be claimed.
    pub async fn closed(&self, card: &Message) -> Arc<Message> {
        self.card(|now| now.id == card.id && !now.is_claimable()).await
    }

    /// The requests that wanted a message about this child created, however they ended.
    pub fn creates(&self, child: &str) -> Vec<Arc<Request>> {
        let path = format!("/channels/{}/messages", self.discord.channel_id("bus-stop"));
        let wanted = |request: &Request| {
            request.method == Method::Post && request.path == path && request.body.to_string().contains(child)
        };
        self.discord.requests().into_iter().filter(|request| wanted(request)).collect()
    }

    /// Whether this message mentions Sarah and is about this child.
    pub fn tells_sarah_of(&self, message: &Message, child: &str) -> bool {
        message.pings.users.contains(&self.discord.person("Sarah").id()) && message.text().contains(child)
    }

    /// Waits for the mention of Sarah about this child.
    pub async fn sarah_is_told_of(&self, child: &str) -> Arc<Message> {
        self.channel().message(|message| self.tells_sarah_of(message, child)).await.expect("Sarah is told")
    }

    /// The log of the first process, for the message of a test that fails.
    pub(super) fn process_log(&self) -> String {
        self.processes.first().map(|process| format!("the bot's log:\n{}", process.log())).unwrap_or_default()
    }
}
