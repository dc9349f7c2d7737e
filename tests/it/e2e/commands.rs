//! The slash commands as people see and type them.

use fake_discord::{CommandError, Message, Permissions, ResponseKind};
use serde_json::json;

use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_may_be_left_out_and_the_card_has_one() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    let typed = here.discord.person("Sarah").slash("needhelp").string("child", "Jake");
    let asked = typed.string("location", "Oak Street Bus Stop").send().await.expect("typed").within(PATIENCE);
    asked.original_matches(Message::says_posted).await.expect("posted");
    let card = here.card(Message::is_pinned).await;
    assert!(card.text().contains("Sarah says: Can someone be there? Thank you!"), "{}", card.text());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn child_and_location_are_completed_while_a_parent_types() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let typing = || here.discord.person("Sarah").slash("needhelp");
    for option in ["child", "location"] {
        let asked = typing().autocomplete(option, "Ja").await.expect("the option is completed").within(PATIENCE);
        let answer = asked.response().await.expect("answered");
        assert_eq!((answer.kind, &answer.data["choices"]), (ResponseKind::Choices, &json!([])));
    }
    assert!(matches!(typing().autocomplete("when", "3").await, Err(CommandError::Refused { .. })));
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_admins_command_is_for_those_who_manage_the_server() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let sarah = here.discord.person("Sarah");
    let refused = sarah.slash("needhelp-admin drill").send().await.expect_err("not for parents");
    assert!(
        matches!(refused, CommandError::MissingPermission { needed: Permissions::MANAGE_GUILD, .. }),
        "{refused:?}"
    );
    sarah.slash("needhelp-me alerts").send().await.expect("for everybody");
    let whom = sarah.slash("needhelp-me block").send().await.expect_err("nobody is named");
    assert_eq!(whom, CommandError::MissingOption("user".to_owned()));
    gateway.end().await;
}
