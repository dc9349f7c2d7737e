//! The buttons after the claim, their questions, the menu and the form: the record that each of them makes.

mod change;
mod giving_back;
mod hand_over;
mod moderators;

use std::sync::Arc;

use fake_discord::{Interaction, Message, Permissions, ResponseKind};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use serde_json::Value;

use crate::support::bot::Kind;
use crate::support::neighborhood::Service;
use crate::support::{Neighborhood, Shown};

/// The message's button of this action, by its custom id: labels are translated.
pub fn button(message: &Message, action: &str) -> Option<String> {
    let is_it = |id: &String| id.starts_with(&format!("nh:{action}:"));
    message.buttons().into_iter().map(|button| button.custom_id).find(is_it)
}

/// The whole bot, and an alert of Sarah's that Mike has taken, which the gateway knows.
async fn taken_by_mike() -> (Neighborhood, Service) {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    // Until then its buttons name what was before the claim.
    here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    (here, gateway)
}

/// Lisa gets a role that may manage messages.
fn lisa_is_a_moderator(here: &Neighborhood) {
    let moderators = here.discord.add_role(here.discord.guild_id(), "moderators", false);
    here.discord.set_permissions(moderators, Permissions::MANAGE_MESSAGES);
    here.discord.person("Lisa").gets_role(moderators);
}

async fn ends(here: Neighborhood, gateway: Service) {
    gateway.end().await;
    here.discord.assert_clean();
}

/// This person presses the button of the card, once the card has it.
async fn press(here: &Neighborhood, name: &str, action: &str) -> Interaction {
    let card = here.card(|card| button(card, action).is_some()).await;
    press_on(here, name, &card, action).await
}

pub async fn press_on(here: &Neighborhood, name: &str, message: &Message, action: &str) -> Interaction {
    let button = button(message, action).expect("the message has the button");
    here.discord.person(name).click(message.id, &button).await.expect("pressed").within(here.patience)
}

/// The private question that this press is answered with.
async fn question(here: &Neighborhood, name: &str, action: &str) -> Arc<Message> {
    let question = press(here, name, action).await.original().await.expect("asked");
    assert!(question.is_ephemeral());
    question
}

/// What the person reads in the end.
async fn answer(pressed: &Interaction) -> Arc<Message> {
    pressed.original_matches(|answer| !answer.says_wait()).await.expect("answered")
}

/// The offset of the claim, which the buttons of a taken card name.
async fn claim_in_the_log(here: &Neighborhood) -> Option<i64> {
    let card = here.card(|card| button(card, "released").is_some()).await;
    button(&card, "released")?.rsplit(':').next()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_is_met_and_brought_home() {
    let (here, gateway) = taken_by_mike().await;
    let (mike, claim) = (here.user("Mike"), claim_in_the_log(&here).await);
    answer(&press(&here, "Mike", "with_child").await).await;
    here.log_has(|body| body.kind == Kind::WithChild { neighbor_id: mike, since: claim }).await;

    let asked = question(&here, "Mike", "done").await;
    insta::assert_snapshot!(here.read(&asked), @"
    Is Jake at home or with family now?
    [Yes, all safe] [Not yet]
    (private)
    ");
    // "Not yet" closes it, and nothing is recorded.
    let kept = press_on(&here, "Mike", &asked, "keep").await;
    assert_eq!(kept.response().await.expect("answered").kind, ResponseKind::Update);
    assert_eq!(kept.original().await.expect("there").text(), "OK. Nothing was changed.");
    assert!(here.log().await.iter().all(|body| !matches!(body.kind, Kind::Done { .. })));

    let asked = question(&here, "Mike", "done").await;
    let said = press_on(&here, "Mike", &asked, "done_yes").await;
    let read = answer(&said).await;
    assert_eq!((read.id, read.buttons().len()), (asked.id, 0), "the answer stands in the place of the question");
    let done = Kind::Done { neighbor_id: mike, moderator_id: None, parent_id: None, since: claim };
    here.log_has(|body| body.kind == done).await;
    here.card(|card| card.buttons().is_empty()).await;
    ends(here, gateway).await;
}

/// The fields of the form that this press is answered with: their names, and what stands in them.
pub async fn form(pressed: &Interaction) -> Vec<(String, String)> {
    let response = pressed.response().await.expect("a form");
    assert_eq!(response.kind, ResponseKind::Modal, "{response:?}");
    let rows = response.data["components"].as_array().expect("rows").clone();
    let field = |row: &Value| row["components"][0].clone();
    let text = |field: &Value, name: &str| field[name].as_str().unwrap_or_default().to_owned();
    rows.iter().map(field).map(|field| (text(&field, "custom_id"), text(&field, "value"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_whose_alert_the_gateway_does_not_know_is_answered_as_the_parent() {
    let (here, gateway) = taken_by_mike().await;
    let Some(broker) = here.breakable() else { return };
    answer(&press(&here, "Mike", "with_child").await).await;
    let card = here.card(|card| button(card, "done").is_some()).await;
    gateway.end().await;
    // This gateway's view can't be read to its end, so it knows nothing.
    broker.fail(RDKafkaApiKey::ListOffsets, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE; 400]);
    let gateway = here.gateway().await;
    let asked = press_on(&here, "Sarah", &card, "done").await.original().await.expect("asked");
    assert!(asked.content().starts_with("Is the child at home"), "{asked:?}");
    let read = answer(&press_on(&here, "Sarah", &asked, "done_yes").await).await;
    assert_eq!(read.content(), "✅ Closed. Mike is being told.");
    broker.heal(RDKafkaApiKey::ListOffsets);
    let sarah = here.user("Sarah");
    here.log_has(|body| matches!(&body.kind, Kind::Done { neighbor_id, .. } if *neighbor_id == sarah)).await;
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_broker_a_press_reads_not_confirmed_and_is_not_withdrawn() {
    let (here, gateway) = taken_by_mike().await;
    let Some(embedded) = here.breakable() else { return };
    let card = here.card(|card| button(card, "with_child").is_some()).await;
    embedded.fail(RDKafkaApiKey::Produce, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR__TRANSPORT; 200]);
    let pressed = press_on(&here, "Mike", &card, "with_child").await;
    let first = pressed.response().await.expect("answered");
    insta::assert_snapshot!(here.read_text(&first.content), @"⏳ Sending… If you still read this at <time>, look at the card. Press again if it does not show your press.");
    let read = pressed.original_matches(|answer| answer.content().starts_with("Not confirmed")).await;
    insta::assert_snapshot!(here.read(&read.expect("it is decided")), @"
    Not confirmed. The card shows what counts; press again if it does not show it.
    (private)
    ");
    embedded.heal(RDKafkaApiKey::Produce);
    // It can be pressed again, and counts.
    answer(&press_on(&here, "Mike", &card, "with_child").await).await;
    here.log_has(|body| matches!(body.kind, Kind::WithChild { .. })).await;
    let id = pressed.id().to_string();
    let is_withdrawn = |kind: &Kind| matches!(kind, Kind::Withdrawn { event_id } if event_id.as_str() == id);
    assert!(here.log().await.iter().all(|body| !is_withdrawn(&body.kind)));
    ends(here, gateway).await;
}
