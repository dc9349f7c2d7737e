//! Where `/needhelp` may be typed if no channel is set for the cards.

use std::time::Duration;

use fake_discord::ids::ChannelId;
use fake_discord::{ChannelKind, Interaction, Message, Permissions};
use serde_json::json;

use crate::support::neighborhood::PATIENCE;
use crate::support::raw::made;
use crate::support::{Neighborhood, Shown};

/// Cards go where the command was typed.
const NO_CHANNEL: (&str, &str) = ("DISCORD_CHANNEL_ID", "");

async fn typed_in(here: &Neighborhood, channel: ChannelId, child: &str) -> Interaction {
    let sarah = here.discord.person("Sarah").in_channel(channel);
    let typed = sarah.slash("needhelp").string("child", child).string("location", "Oak Street Bus Stop");
    typed.string("message", "Meeting ran over").send().await.expect("typed").within(PATIENCE)
}

async fn read_by_sarah(here: &Neighborhood, channel: ChannelId) -> String {
    let answer = typed_in(here, channel, "Jake").await.response().await.expect("answered").content;
    let (why, again) = answer.split_once('\n').expect("what was typed is given back");
    assert!(again.contains("/needhelp child:Jake location:Oak Street Bus Stop"), "{again}");
    why.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_from_a_thread_goes_to_the_threads_channel() {
    let here = Neighborhood::with(&[NO_CHANNEL]).await;
    let gateway = here.gateway().await;
    let bus_stop = here.discord.channel_id("bus-stop");
    let news = here.discord.add_channel_of_kind(here.discord.guild_id(), "news", ChannelKind::Announcement);
    // The bot is not in the private thread, and may not write into threads.
    here.discord.revoke(Permissions::SEND_MESSAGES_IN_THREADS);
    let sarah = here.discord.person("Sarah").id();
    let threads = [
        ("Jake A", here.discord.add_thread(bus_stop, "Thursday"), bus_stop),
        ("Jake B", here.discord.add_private_thread(bus_stop, "Friday", &[sarah]), bus_stop),
        ("Jake C", here.discord.add_thread(news, "New timetable"), news),
    ];
    for (child, thread, parent) in threads {
        let asked = typed_in(&here, thread, child).await;
        asked.original_matches(Message::says_posted).await.expect("posted");
        let channel = here.discord.channel(parent).within(PATIENCE);
        channel.message(|message| message.is_card_of(child)).await.expect("the card is in the thread's channel");
        assert_eq!(here.discord.channel(thread).messages().len(), 0, "{child}");
    }
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_card_can_be_posted_the_parent_reads_not_sent() {
    let here = Neighborhood::without_services_and_with(&[NO_CHANNEL]).await;
    let gateway = here.gateway().await;
    let server = here.discord.guild_id();
    for (name, kind) in [("carpool", ChannelKind::Voice), ("assembly", ChannelKind::Stage)] {
        let channel = here.discord.add_channel_of_kind(server, name, kind);
        assert_eq!(
            read_by_sarah(&here, channel).await,
            "❌ NOT sent. Type `/needhelp` in a text channel: neighbors don't read the chat of a voice channel. Or phone \
             someone."
        );
    }
    let forum = here.discord.add_channel_of_kind(server, "questions", ChannelKind::Forum);
    let post = here.discord.add_thread(forum, "Who is there on Friday?");
    insta::assert_snapshot!(read_by_sarah(&here, post).await, @"❌ NOT sent. Type `/needhelp` in a text channel, not in a forum. Or phone someone.");

    let general = here.discord.add_channel(server, "general");
    here.discord.deny_bot(general, Permissions::EMBED_LINKS);
    insta::assert_snapshot!(read_by_sarah(&here, general).await, @"❌ NOT sent. The bot may not post in this channel: it lacks Embed Links. Type `/needhelp` in another channel, or phone someone. An admin can fix this.");
    here.discord.deny_bot(general, Permissions::VIEW_CHANNEL);
    let lacks_all = "it lacks View Channel and Send Messages and Embed Links.";
    assert!(read_by_sarah(&here, general).await.contains(lacks_all));
    let thread = here.discord.add_thread(general, "Thursday");
    assert!(read_by_sarah(&here, thread).await.contains("it lacks View Channel."));
    gateway.end().await;
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty());
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_discord_does_not_say_of_a_channel_refuses_nothing() {
    let here = Neighborhood::without_services_and_with(&[NO_CHANNEL]).await;
    let gateway = here.gateway().await;
    let unknown = [(json!(null), json!(null)), (json!({"type": "new"}), json!(7)), (json!({"type": 11}), json!(""))];
    for (ago, (channel, held)) in (10..).zip(unknown) {
        let mut typed = here.raw_needhelp(&made(Duration::from_millis(ago * 10)));
        (typed["channel"], typed["app_permissions"]) = (channel, held);
        let answer = here.answer_to(&typed).await;
        assert!(answer.starts_with("✅ Sent"), "{answer}");
    }
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_channel_for_the_cards_it_does_not_matter_where_it_is_typed() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    let carpool = here.discord.add_channel_of_kind(here.discord.guild_id(), "carpool", ChannelKind::Voice);
    let general = here.discord.add_channel(here.discord.guild_id(), "general");
    here.discord.deny_bot(general, Permissions::VIEW_CHANNEL);
    let thread = here.discord.add_thread(general, "Thursday");
    for (child, channel) in [("Jake A", carpool), ("Jake B", general), ("Jake C", thread)] {
        typed_in(&here, channel, child).await;
        here.card_of(child).await;
    }
    gateway.end().await;
}
