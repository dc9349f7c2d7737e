//! What moderators can do with the alerts of others, and what is said of it.

use fake_discord::{ClickError, Message};

use super::super::board::{alert_id, shown};
use super::{answer, button, claim_in_the_log, ends, lisa_is_a_moderator, press, press_on, question, taken_by_mike};
use crate::support::Neighborhood;
use crate::support::bot::Kind;

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_ends_a_claim_after_a_question() {
    let (here, gateway) = taken_by_mike().await;
    lisa_is_a_moderator(&here);
    let claim = claim_in_the_log(&here).await;
    let asked = question(&here, "Lisa", "released").await;
    insta::assert_snapshot!(here.read(&asked), @"
    Ask the others again? Mike will be told not to go.
    [Yes, ask the others] [No, keep it]
    (private)
    ");
    let gone = here.discord.person("Mike").click(asked.id, "Yes, ask the others").await;
    assert!(matches!(gone, Err(ClickError::NoSuchMessage)), "only Lisa sees it");
    answer(&press_on(&here, "Lisa", &asked, "released_yes").await).await;
    let (mike, lisa) = (here.user("Mike"), here.user("Lisa"));
    let released = Kind::Released { neighbor_id: mike, moderator_id: Some(lisa), parent_id: None, since: claim };
    here.log_has(|body| body.kind == released).await;
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderators_end_is_said_to_be_a_moderators() {
    for (action, said) in [
        ("done", "A moderator closed the alert for Jake."),
        ("cancelled", "You don't need to go: a moderator stopped the alert for Jake."),
    ] {
        let (here, gateway) = taken_by_mike().await;
        lisa_is_a_moderator(&here);
        // Only then the card has the button.
        if action == "done" {
            answer(&press(&here, "Mike", "with_child").await).await;
        }
        let card = here.card(|card| button(card, action).is_some()).await;
        let asked = press_on(&here, "Lisa", &card, action).await.original().await.expect("asked");
        press_on(&here, "Lisa", &asked, &format!("{action}_yes")).await;
        let mike = here.discord.person("Mike").id();
        let told = |message: &Message| message.pings.users.contains(&mike) && message.content().starts_with(said);
        here.channel().message(told).await.expect(action);
        ends(here, gateway).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_ends_an_alert_and_a_bystander_does_not() {
    let (here, gateway) = taken_by_mike().await;
    let refused = question(&here, "David", "cancelled").await;
    assert!(refused.content().starts_with("Only Sarah or a moderator can do that."), "{refused:?}");
    lisa_is_a_moderator(&here);
    let asked = question(&here, "Lisa", "cancelled").await;
    insta::assert_snapshot!(here.read(&asked), @"
    Stop this alert? Mike will be told not to go.
    [Yes, stop it] [No, keep it]
    (private)
    ");
    answer(&press_on(&here, "Lisa", &asked, "cancelled_yes").await).await;
    let (parent_id, moderator_id) = (here.user("Sarah"), Some(here.user("Lisa")));
    here.log_has(|body| {
        matches!(&body.kind, Kind::Cancelled { parent_id: parent, moderator_id: moderator, since: Some(_) }
        if (*parent, *moderator) == (parent_id, moderator_id))
    })
    .await;
    here.card(|card| card.buttons().is_empty()).await;
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_moderators_have_a_role_the_permission_to_manage_messages_is_not_enough() {
    let mut here = Neighborhood::without_services().await;
    let moderators = here.discord.add_role(here.discord.guild_id(), "moderators of alerts", false);
    here.set("DISCORD_MODERATOR_ROLE_ID", &moderators.to_string());
    here.discord.person("David").gets_role(moderators);
    lisa_is_a_moderator(&here);
    let (gateway, board) = (here.gateway().await, here.board());
    shown(&here).await;
    let alert = alert_id();
    gateway.sees(|view| view.alert(&alert).is_some()).await;
    let refused = question(&here, "Lisa", "cancelled").await;
    assert!(refused.content().starts_with("Only Sarah or a moderator can do that."), "{refused:?}");
    let asked = question(&here, "David", "cancelled").await;
    answer(&press_on(&here, "David", &asked, "cancelled_yes").await).await;
    let david = Some(here.user("David"));
    here.log_has(|body| matches!(&body.kind, Kind::Cancelled { moderator_id, .. } if *moderator_id == david)).await;
    board.end().await;
    ends(here, gateway).await;
}
