//! A small serenity bot with the stand-in: `cargo run -p fake-discord --example serenity_bot`.
//!
//! The bot is the same as for Discord, except for the address.

use fake_discord::{FakeDiscord, Setup, mention};
use serenity::all::{
    ClientBuilder, Command, CommandOptionType, Context, CreateCommand, CreateCommandOption, CreateInteractionResponse,
    CreateInteractionResponseMessage, CreateMessage, EventHandler, GatewayIntents, HttpBuilder, Interaction,
    Mentionable, Ready,
};

struct Greeter;

#[serenity::async_trait]
impl EventHandler for Greeter {
    async fn ready(&self, ctx: Context, _: Ready) {
        let person = CreateCommandOption::new(CommandOptionType::User, "person", "The person to greet").required(true);
        let greet = CreateCommand::new("greet").description("Greets somebody").add_option(person);
        if let Err(error) = Command::set_global_commands(&ctx.http, vec![greet]).await {
            eprintln!("cannot register the command: {error}");
        }
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let Some(person) = command.data.options.first().and_then(|option| option.value.as_user_id()) else { return };
        let done = CreateInteractionResponseMessage::new().content("Greeted.").ephemeral(true);
        let answered = command.create_response(&ctx.http, CreateInteractionResponse::Message(done)).await;
        let hello = CreateMessage::new().content(format!("Hello {}!", person.mention()));
        let greeted = command.channel_id.send_message(&ctx.http, hello).await;
        if let Some(error) = answered.err().or(greeted.err()) {
            eprintln!("Discord returned an error: {error}");
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let discord = FakeDiscord::start(Setup::default()).await?;

    // With its rate limiter on, serenity ignores the proxy and calls the real Discord.
    let http = HttpBuilder::new(discord.token()).proxy(discord.url()).ratelimiter_disabled(true).build();
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::empty()).event_handler(Greeter).await?;
    let shards = client.shard_manager.clone();
    let bot = tokio::spawn(async move { client.start().await });
    discord.command_registered("greet").await?;

    let (sarah, mike) = (discord.person("Sarah"), discord.person("Mike"));
    let asked = sarah.slash("greet").user("person", mike.id()).send().await?;
    println!("Sarah reads:  {}", asked.response().await?.content);
    let channel = discord.channel(discord.channel_id("bus-stop"));
    let hello = channel.message(|message| message.content().contains(&mention(mike.id()))).await?;
    println!("All read:     {}", hello.content());
    println!("Mike was notified by {} message(s)", mike.rung_by().len());

    shards.shutdown_all().await;
    bot.await??;
    discord.assert_clean();
    Ok(())
}
