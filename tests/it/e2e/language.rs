//! The language of cards and mentions where `LANGUAGE` is not set: the server's on Discord.

use std::time::Duration;

use fake_discord::{Fault, Method, Permissions};

use super::board::{claim, shown};
use crate::support::Neighborhood;
use crate::support::neighborhood::PATIENCE;

fn requests_for_the_server(here: &Neighborhood) -> usize {
    let path = format!("/guilds/{}", here.discord.guild_id());
    here.discord.requests().iter().filter(|request| request.method == Method::Get && request.path == path).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_and_mentions_are_in_the_servers_language() {
    let here = Neighborhood::without_services().await;
    here.discord.set_guild_locale(here.discord.guild_id(), "es-ES");
    let board = here.board();
    let card = shown(&here).await;
    insta::assert_snapshot!(here.read(&card), @"
    ¿Quién puede recoger YA a Jake en Oak Street Bus Stop? Sarah pide ayuda. @helpers
    # Aún nadie: Jake necesita a alguien
    Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse.
    Dónde: Oak Street Bus Stop
    Quién espera: Jake
    Sarah dice: Meeting ran over, will be 10 mins late
    [Yo voy] [Cambiar] [Ya no hace falta]
    (notified: @helpers)
    ");
    assert_eq!(requests_for_the_server(&here), 1);
    claim(&here, "Mike", "1305193870427029545", &card).await;
    here.parent_is_informed().await;
    let told = &here.discord.person("Sarah").rung_by()[0];
    assert!(told.content().starts_with("Mike recogerá a Jake"), "{}", told.content());
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_channels_server_is_asked_where_no_server_is_set() {
    let here = Neighborhood::without_services_and_with(&[("DISCORD_GUILD_ID", "")]).await;
    here.discord.set_guild_locale(here.discord.guild_id(), "fr");
    let board = here.board();
    let card = shown(&here).await;
    assert!(card.content().starts_with("Qui peut"), "{}", card.content());
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_that_is_set_counts_and_the_server_is_not_asked() {
    let here = Neighborhood::without_services_and_with(&[("LANGUAGE", "de")]).await;
    here.discord.set_guild_locale(here.discord.guild_id(), "es-ES");
    let board = here.board();
    let card = shown(&here).await;
    assert!(card.content().starts_with("Wer kann"), "{}", card.content());
    assert_eq!(requests_for_the_server(&here), 0);
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_does_not_wait_for_a_server_whose_language_is_not_told() {
    let here = Neighborhood::without_services().await;
    here.discord.set_guild_locale(here.discord.guild_id(), "es-ES");
    let server = format!("/guilds/{}", here.discord.guild_id());
    let slow = Fault::latency_before(Duration::from_secs(9)).on(Method::Get, &server);
    let asked = here.discord.fault(slow);
    let board = here.board();
    let card = shown(&here).await;
    assert!(card.content().starts_with("Who can meet"), "{}", card.content());
    assert_eq!(here.discord.hits(asked), 1);
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_is_in_the_servers_language_and_its_answer_in_the_admins() {
    let here = Neighborhood::open().await;
    here.discord.set_guild_locale(here.discord.guild_id(), "es-ES");
    let gateway = here.gateway().await;
    let admins = here.discord.add_role(here.discord.guild_id(), "admins", false);
    here.discord.set_permissions(admins, Permissions::MANAGE_GUILD);
    here.discord.person("Lisa").gets_role(admins);
    let typed = here.discord.person("Lisa").slash("needhelp-admin drill").send().await.expect("typed");
    let answer = typed.within(PATIENCE).response().await.expect("answered");
    assert!(answer.content.starts_with("✅ Sent."), "{answer:?}");
    let card = here.card(fake_discord::Message::is_pinned).await;
    assert!(card.content().starts_with("PRUEBA") && card.text().contains("Esto es una PRUEBA"), "{}", card.text());
    gateway.end().await;
}
