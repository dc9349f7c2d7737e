//! serenity's own client against the stand-in: it has to read all that the stand-in writes.

use std::sync::{Arc, Mutex};

use fake_discord::{FakeDiscord, ResponseKind, Setup};
use serenity::all::{
    ButtonStyle, ClientBuilder, Command, CommandOptionType, ComponentInteraction, Context, CreateActionRow,
    CreateButton, CreateCommand, CreateCommandOption, CreateInteractionResponse, CreateInteractionResponseMessage,
    CreateMessage, EditInteractionResponse, Event, EventHandler, GatewayIntents, Http, HttpBuilder, RawEventHandler,
    Ready, ShardManager,
};
use tokio::task::JoinHandle;

/// A small bot: a command that posts a card, a button that it answers.
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

/// serenity drops what it cannot decode with a debug line; here that is kept.
struct Undecoded(Arc<Mutex<Vec<String>>>);

#[serenity::async_trait]
impl RawEventHandler for Undecoded {
    async fn raw_event(&self, _: Context, event: Event) {
        if let Event::Unknown(unknown) = event {
            // Reading it again says what is wrong.
            let again = serde_json::from_value::<serenity::all::Interaction>(unknown.value.clone());
            let reason = again.err().map(|error| error.to_string());
            let mut seen = self.0.lock().expect("nobody panics with it");
            seen.push(format!("{} ({reason:?}): {}", unknown.kind, unknown.value));
        }
    }
}

async fn claim(http: &Http, click: &ComponentInteraction) {
    let text = CreateInteractionResponseMessage::new().content("It is yours").ephemeral(true);
    click.create_response(http, CreateInteractionResponse::Message(text)).await.expect("answered");
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
async fn serenity_registers_a_command_gets_the_interaction_and_answers() {
    let discord = FakeDiscord::start(Setup::default()).await.expect("it starts");
    let bot = Bot::start(&discord).await;
    let channel = discord.channel(discord.channel_id("bus-stop"));

    let asked = discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    assert_eq!(asked.response().await.expect("answered").kind, ResponseKind::Thinking);
    let card = channel.message(|message| message.is_pinned()).await.expect("a pinned card");
    assert_eq!(card.content(), "Sarah needs help with Jake");
    asked.original_matches(|message| message.content() == "sent").await.expect("told");

    let claimed = discord.person("Mike").click(card.id, "I've got it").await.expect("the button is there");
    let answer = claimed.response().await.expect("answered");
    assert_eq!((answer.kind, answer.ephemeral), (ResponseKind::Message, true));
    assert_eq!(answer.content, "It is yours");

    bot.stop().await;
    discord.assert_clean();
}
