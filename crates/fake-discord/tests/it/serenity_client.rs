//! serenity's client with the stand-in: it must be able to read all responses and events.

use std::sync::{Arc, Mutex};

use fake_discord::{FakeDiscord, ResponseKind, Setup};
use serde_json::json;
use serenity::all::{
    ButtonStyle, ChannelId, ClientBuilder, Command, CommandOptionType, ComponentInteraction, Context, CreateActionRow,
    CreateButton, CreateCommand, CreateCommandOption, CreateEmbed, CreateInteractionResponse,
    CreateInteractionResponseMessage, CreateMessage, EditInteractionResponse, Event, EventHandler, GatewayIntents,
    GetMessages, GuildId, Http, HttpBuilder, HttpError, RawEventHandler, Ready, ShardManager, Timestamp,
};
use tokio::task::JoinHandle;

/// A small bot: a command that posts a card with a button.
struct Helper;

#[serenity::async_trait]
impl EventHandler for Helper {
    async fn ready(&self, ctx: Context, _: Ready) {
        let child = CreateCommandOption::new(CommandOptionType::String, "child", "Whom").required(true).max_length(40);
        let command = CreateCommand::new("needhelp").description("Ask the neighbors").add_option(child);
        Command::set_global_commands(&ctx.http, vec![command]).await.expect("the command is accepted");
    }

    async fn interaction_create(&self, ctx: Context, interaction: serenity::all::Interaction) {
        match interaction {
            serenity::all::Interaction::Command(command) => {
                let thinking = CreateInteractionResponseMessage::new().ephemeral(true);
                let response = CreateInteractionResponse::Defer(thinking);
                command.create_response(&ctx.http, response).await.expect("deferred");
                let child = command.data.options[0].value.as_str().unwrap_or_default();
                let button = CreateButton::new("claim:1").label("I've got it").style(ButtonStyle::Success);
                let card = CreateMessage::new()
                    .content(format!("{} needs help with {child}", command.user.display_name()))
                    .components(vec![CreateActionRow::Buttons(vec![button])]);
                let card = command.channel_id.send_message(&ctx.http, card).await.expect("posted");
                card.pin(&ctx.http).await.expect("pinned by the old route");
                let sent = EditInteractionResponse::new().content("sent");
                command.edit_response(&ctx.http, sent).await.expect("edited");
            }
            serenity::all::Interaction::Component(click) => claim(&ctx.http, &click).await,
            _ => {}
        }
    }
}

/// Collects the events that serenity cannot decode. It only logs them at debug level.
struct Undecoded(Arc<Mutex<Vec<String>>>);

#[serenity::async_trait]
impl RawEventHandler for Undecoded {
    async fn raw_event(&self, _: Context, event: Event) {
        if let Event::Unknown(unknown) = event {
            // Decoding again gives the reason.
            let again = serde_json::from_value::<serenity::all::Interaction>(unknown.value.clone());
            let reason = again.err().map(|error| error.to_string());
            let mut seen = self.0.lock().expect("nobody panics with it");
            seen.push(format!("{} ({reason:?}): {}", unknown.kind, unknown.value));
        }
    }
}

async fn claim(http: &Http, click: &ComponentInteraction) {
    let text = CreateInteractionResponseMessage::new().content("It is yours").ephemeral(true);
    click.create_response(http, CreateInteractionResponse::Message(text)).await.expect("a response");
}

struct Bot {
    shards: Arc<ShardManager>,
    undecoded: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<Result<(), serenity::Error>>,
}

impl Bot {
    async fn start(discord: &FakeDiscord) -> Self {
        let http = HttpBuilder::new(discord.token()).proxy(discord.url()).ratelimiter_disabled(true).build();
        let undecoded = Arc::default();
        let mut client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
            .event_handler(Helper)
            .raw_event_handler(Undecoded(Arc::clone(&undecoded)))
            .await
            .expect("the gateway's address is known");
        let shards = Arc::clone(&client.shard_manager);
        let task = tokio::spawn(async move { client.start().await });
        discord.command_registered("needhelp").await.expect("the bot is ready");
        Self { shards, undecoded, task }
    }

    async fn stop(self) {
        assert_eq!(*self.undecoded.lock().expect("nobody panics with it"), Vec::<String>::new());
        self.shards.shutdown_all().await;
        self.task.await.expect("no panic").expect("an orderly end");
    }
}

#[tokio::test]
async fn serenity_registers_a_command_and_responds_to_interactions() {
    let discord = FakeDiscord::start(Setup::default()).await.expect("it starts");
    let bot = Bot::start(&discord).await;
    let channel = discord.channel(discord.channel_id("bus-stop"));

    let asked = discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    assert_eq!(asked.response().await.expect("a response").kind, ResponseKind::Thinking);
    let card = channel.message(fake_discord::Message::is_pinned).await.expect("a pinned card");
    assert_eq!(card.content(), "Sarah needs help with Jake");
    asked.original_matches(|message| message.content() == "sent").await.expect("told");

    let claimed = discord.person("Mike").click(card.id, "I've got it").await.expect("the button is there");
    let response = claimed.response().await.expect("a response");
    assert_eq!((response.kind, response.ephemeral), (ResponseKind::Message, true));
    assert_eq!(response.content, "It is yours");

    bot.stop().await;
    discord.assert_clean();
}

#[tokio::test]
async fn serenity_reads_every_resource() {
    let discord = FakeDiscord::start(Setup::default()).await.expect("it starts");
    let http = HttpBuilder::new(discord.token()).proxy(discord.url()).ratelimiter_disabled(true).build();
    let (guild, channel) =
        (GuildId::new(discord.guild_id().get()), ChannelId::new(discord.channel_id("bus-stop").get()));
    let sarah = discord.person("Sarah");

    assert!(http.get_current_user().await.expect("the bot").bot);
    assert_eq!(http.get_current_application_info().await.expect("it").id.get(), discord.application_id().get());
    assert_eq!(http.get_bot_gateway().await.expect("it").session_start_limit.total, 1000);
    let read = http.get_guild(guild).await.expect("the guild");
    assert_eq!((read.name.as_str(), read.roles.len()), ("Oak Street", 3));
    assert_eq!(http.get_guild_roles(guild).await.expect("roles").len(), 3);
    let member = http.get_member(guild, sarah.id().get().into()).await.expect("Sarah");
    assert_eq!(member.display_name(), "Sarah");
    let read = http.get_channel(channel).await.expect("the channel").guild().expect("of a guild");
    assert_eq!(read.name, "bus-stop");

    let embed = CreateEmbed::new().title("Jake").timestamp(Timestamp::now()).field("Where", "Oak Street", true);
    let sent = channel.send_message(&http, CreateMessage::new().embed(embed)).await.expect("posted");
    sent.pin(&http).await.expect("pinned");
    assert_eq!(channel.message(&http, sent.id).await.expect("there").embeds[0].fields[0].name, "Where");
    assert_eq!(channel.messages(&http, GetMessages::new().limit(10)).await.expect("a list").len(), 2);
    assert_eq!(channel.pins(&http).await.expect("the old list")[0].id, sent.id);
    let dm = http.create_private_channel(&json!({"recipient_id": sarah.id()})).await.expect("a DM");
    dm.id.say(&http, "You have it.").await.expect("sent");
    assert_eq!(sarah.rung_by().len(), 1);
    let denied = http.get_guild(GuildId::new(5)).await.expect_err("not there");
    let serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) = denied else { panic!("{denied}") };
    assert_eq!((response.status_code.as_u16(), response.error.code), (404, 10004));
    discord.assert_clean();
}
