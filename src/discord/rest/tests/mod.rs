//! The client against servers that play scripted answers, and the gate without any server.

pub(crate) mod answers;
pub(crate) mod drain;
pub(crate) mod limits;
pub(crate) mod queueing;
pub(crate) mod reading;
pub(crate) mod secrets;
pub(crate) mod server;
pub(crate) mod trying;

use serenity::builder::CreateMessage;

use super::{Call, Priority, Rest};
use crate::alert::ChannelId;
use crate::config::GLOBAL_LIMIT;

const TOKEN: &str = "bot-secret-Zm9v";

fn rest(base_url: &str) -> Rest {
    Rest::new(base_url, TOKEN, GLOBAL_LIMIT).expect("the test's URL and token are good")
}

fn call() -> Call<'static> {
    Call::new(Priority::Card { deadline: 0 })
}

fn channel(id: u64) -> ChannelId {
    ChannelId(id)
}

fn hello() -> CreateMessage {
    CreateMessage::new().content("hello")
}
