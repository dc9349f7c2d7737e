//! What the gateway says of a person's other alerts, by its view of the log: the list, suggestions, a limit, and questions.

use std::sync::Arc;

use fake_discord::{Interaction, Message, ResponseKind};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::support::bot::{Alert, AlertId, Kind, UserId, View};
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::{Neighborhood, Shown};

/// Intake, board and gateway.
async fn with_gateway(settings: &[(&str, &str)]) -> (Neighborhood, Service) {
    let here = Neighborhood::with(settings).await;
    let gateway = here.gateway().await;
    (here, gateway)
}

/// This person types `/needhelp` for this child, and there is a card.
async fn has_asked(here: &Neighborhood, gateway: &Service, name: &str, child: &str, when: &str) -> Arc<Message> {
    let asked = asks(here, name, child, when).await;
    asked.original_matches(Message::says_posted).await.expect("posted");
    let card = here.pinned(child).await;
    let parent = here.user(name);
    gateway.sees(|view| view.open_of_parent(parent).iter().any(|state| state.facts.posted.is_some())).await;
    card
}

async fn asks(here: &Neighborhood, name: &str, child: &str, when: &str) -> Interaction {
    let typed = here.discord.person(name).slash("needhelp").string("child", child);
    let typed = typed.string("location", "Oak Street Bus Stop").string("when", when);
    typed.send().await.expect("typed").within(PATIENCE)
}

async fn list(here: &Neighborhood, name: &str) -> String {
    let asked = here.discord.person(name).slash("needhelp-me alerts").send().await.expect("typed").within(PATIENCE);
    let answer = asked.response().await.expect("answered");
    assert!(answer.ephemeral && answer.content.encode_utf16().count() <= 2_000, "{answer:?}");
    here.read_text(&answer.content)
}

async fn suggested(here: &Neighborhood, name: &str, option: &str, so_far: &str) -> Vec<String> {
    let typing = here.discord.person(name).slash("needhelp").autocomplete(option, so_far).await.expect("completed");
    let answer = typing.within(PATIENCE).response().await.expect("answered");
    assert_eq!(answer.kind, ResponseKind::Choices);
    let choices = answer.data["choices"].as_array().expect("choices").iter();
    choices.map(|choice| choice["value"].as_str().expect("a text").to_owned()).collect()
}

fn button(message: &Message, action: &str) -> String {
    let buttons = message.buttons().into_iter().map(|button| button.custom_id);
    buttons.into_iter().find(|id| id.starts_with(&format!("nh:{action}:"))).expect("the button is there")
}

fn holds(view: &View, who: UserId, count: usize) -> bool {
    view.held_by(who).len() == count
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_finds_their_own_alerts_and_helpers_all_that_are_open() {
    let (here, gateway) = with_gateway(&[]).await;
    gateway.sees(|_| true).await;
    insta::assert_snapshot!(list(&here, "Sarah").await, @"No open alerts.");
    let jakes = has_asked(&here, &gateway, "Sarah", "Jake", "in 20 min").await;
    has_asked(&here, &gateway, "Lisa", "David", "in 2 hours").await;
    here.claim("Mike", &jakes).await;
    let mike = here.user("Mike");
    gateway.sees(|view| holds(view, mike, 1)).await;
    insta::assert_snapshot!(list(&here, "Sarah").await, @"
    **Your alerts**
    - Jake · Oak Street Bus Stop by <time> · Mike will go https://discord.com/channels/<id>/<id>/<id>
    ");
    insta::assert_snapshot!(list(&here, "Mike").await, @"
    **You have taken**
    - Jake · Oak Street Bus Stop by <time> · Mike will go https://discord.com/channels/<id>/<id>/<id>
    **Other open alerts**
    - David · Oak Street Bus Stop by <time> · no one yet https://discord.com/channels/<id>/<id>/<id>
    ");
    insta::assert_snapshot!(list(&here, "Lisa").await, @"
    **Your alerts**
    - David · Oak Street Bus Stop by <time> · no one yet https://discord.com/channels/<id>/<id>/<id>
    **Other open alerts**
    - Jake · Oak Street Bus Stop by <time> · Mike will go https://discord.com/channels/<id>/<id>/<id>
    ");
    // The log is read again by a gateway that is started again.
    gateway.end().await;
    let gateway = here.gateway().await;
    gateway.sees(|view| holds(view, mike, 1)).await;
    insta::assert_snapshot!(list(&here, "Mike").await, @"
    **You have taken**
    - Jake · Oak Street Bus Stop by <time> · Mike will go https://discord.com/channels/<id>/<id>/<id>
    **Other open alerts**
    - David · Oak Street Bus Stop by <time> · no one yet https://discord.com/channels/<id>/<id>/<id>
    ");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_may_lack_alerts_says_so() {
    let here = Neighborhood::with(&[]).await;
    let Some(broker) = here.breakable() else { return };
    let no_records =
        || broker.fail(RDKafkaApiKey::Fetch, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR; 10_000]);
    let alert = AlertId::new("1305193870427029544").expect("digits");
    here.append(&alert, Kind::Raised(here.alert()), alert.as_str()).await;
    here.pinned("Jake").await;
    // Nothing of the log is read yet, and a press and an alert are taken all the same.
    no_records();
    let gateway = here.gateway().await;
    insta::assert_snapshot!(list(&here, "Sarah").await, @"The bot has just started and doesn't know all alerts yet. Please try again in a minute.");
    let davids = asks(&here, "Sarah", "David", "in 20 min").await;
    davids.original_matches(Message::says_sent).await.expect("sent");
    broker.heal(RDKafkaApiKey::Fetch);
    gateway.sees(|view| view.open_of_parent(here.user("Sarah")).len() == 2).await;
    here.pinned("David").await;
    // Records are missing again.
    no_records();
    let claimed = here.claim("Mike", &*here.card_of("Jake").await).await;
    claimed.original().await.expect("answered");
    let behind = async || Some(list(&here, "Sarah").await).filter(|list| list.contains("out of date"));
    let list = crate::support::eventually(PATIENCE, "it is behind", behind).await;
    insta::assert_snapshot!(list.lines().next().unwrap_or_default(), @"This may be out of date: the bot is catching up. Look at the card.");
    assert!(list.contains("Jake") && list.contains("David"), "{list}");
    broker.heal(RDKafkaApiKey::Fetch);
    claimed.original_matches(|answer| !answer.says_wait()).await.expect("told");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_parent_typed_before_is_suggested_to_them_and_to_nobody_else() {
    let (here, gateway) = with_gateway(&[]).await;
    has_asked(&here, &gateway, "Sarah", "Jake", "in 2 hours").await;
    has_asked(&here, &gateway, "Sarah", "David", "in 2 hours").await;
    gateway.sees(|view| view.open_of_parent(here.user("Sarah")).len() == 2).await;
    assert_eq!(suggested(&here, "Sarah", "child", "").await, ["David", "Jake"]);
    assert_eq!(suggested(&here, "Sarah", "child", "jA").await, ["Jake"]);
    assert_eq!(suggested(&here, "Sarah", "location", "street").await, ["Oak Street Bus Stop"]);
    assert_eq!(suggested(&here, "Lisa", "child", "").await, Vec::<String>::new());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_alert_for_a_child_is_sent_and_the_parent_is_told_of_the_first() {
    let (here, gateway) = with_gateway(&[]).await;
    has_asked(&here, &gateway, "Sarah", "Jake", "in 20 min").await;
    let again = asks(&here, "Sarah", "jake ", "in 40 min").await;
    again.original_matches(Message::says_posted).await.expect("posted");
    again.until(|again| !again.followups().is_empty()).await.expect("told");
    let told = &again.followups()[0];
    assert!(told.is_ephemeral() && told.links().len() == 1, "{told:?}");
    insta::assert_snapshot!(here.read(told), @"
    ⚠️ You have another open alert for Jake.
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (private)
    ");
    assert_eq!(here.cards().len(), 2);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_parents_of_one_child_are_asked_and_not_sent_is_said_meanwhile() {
    let (here, gateway) = with_gateway(&[]).await;
    has_asked(&here, &gateway, "Sarah", "Jake", "in 20 min").await;
    let asked = asks(&here, "Lisa", "JAKE", "in 30 min").await;
    let question = asked.original().await.expect("asked");
    insta::assert_snapshot!(here.read(&question), @"
    ⏳ NOT sent yet. Sarah already asked for a Jake at this stop (<time>). The same child?
    Be there by: <time> (<time>)
    Where: Oak Street Bus Stop
    Child: JAKE
    Lisa says: Can someone be there? Thank you!
    [Yes, don't send] [No, another child]
    (private)
    ");
    // Another gateway might have sent it.
    let lisas = AlertId::new(asked.id().to_string()).expect("digits");
    here.log_has(|body| body.alert_id == lisas && matches!(body.kind, Kind::Withdrawn { .. })).await;
    let lisa = here.discord.person("Lisa");
    let same = lisa.click(question.id, &button(&question, "same_child")).await.expect("pressed").within(PATIENCE);
    let answer = same.original_matches(|answer| answer.buttons().is_empty()).await.expect("answered");
    assert_eq!(answer.links().len(), 1, "the other card can be opened");
    insta::assert_snapshot!(here.read_text(answer.content()), @"❌ NOT sent: it is the same child. Sarah's alert is enough.");

    let question = asks(&here, "Lisa", "JAKE", "in 30 min").await.original().await.expect("asked");
    let other = button(&question, "another_child");
    let sent = lisa.click(question.id, &other).await.expect("pressed").within(PATIENCE);
    sent.original_matches(Message::says_posted).await.expect("posted");
    here.pinned("JAKE").await;
    // An hour apart, or elsewhere, they are two children.
    has_asked(&here, &gateway, "David", "Jake", "in 2 hours").await;
    assert_eq!(here.cards().len(), 3);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_bot_that_was_restarted_says_not_sent() {
    let (here, gateway) = with_gateway(&[]).await;
    has_asked(&here, &gateway, "Sarah", "Jake", "in 20 min").await;
    let question = asks(&here, "Lisa", "Jake", "in 30 min").await.original().await.expect("asked");
    gateway.end().await;
    let gateway = here.gateway().await;
    let other = button(&question, "another_child");
    let pressed = here.discord.person("Lisa").click(question.id, &other).await.expect("pressed").within(PATIENCE);
    let answer = pressed.original_matches(|answer| answer.buttons().is_empty()).await.expect("answered");
    insta::assert_snapshot!(answer.content(), @"❌ NOT sent. The bot was restarted and no longer has your alert. Please type `/needhelp` again.");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_who_has_sent_too_many_alerts_reads_not_sent_and_when_to_try_again() {
    let (here, gateway) = with_gateway(&[("ALERTS_PER_HOUR", "2")]).await;
    for child in ["Jake", "David"] {
        has_asked(&here, &gateway, "Sarah", child, "in 2 hours").await;
    }
    gateway.sees(|view| view.open_of_parent(here.user("Sarah")).len() == 2).await;
    let third = asks(&here, "Sarah", "Jake 3", "in 2 hours").await;
    let answer = third.original().await.expect("answered");
    insta::assert_snapshot!(here.read(&answer), @"
    ❌ NOT sent. That was 2 alerts in an hour. Phone someone, or try again at <time>.
    Be there by: <time> (<time>)
    Where: Oak Street Bus Stop
    Child: Jake 3
    Sarah says: Can someone be there? Thank you!
    (private)
    ");
    // What another gateway may have sent does not count.
    let jakes = AlertId::new(third.id().to_string()).expect("digits");
    here.log_has(|body| body.alert_id == jakes && matches!(body.kind, Kind::Withdrawn { .. })).await;
    here.append(&jakes, Kind::Raised(Alert { child_name: "Jake 3".into(), ..here.alert() }), jakes.as_str()).await;
    has_asked(&here, &gateway, "Lisa", "Jake 4", "in 2 hours").await;
    assert_eq!(here.cards_ever_of("Jake 3"), 0);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbor_who_takes_two_alerts_at_one_time_is_asked() {
    let (here, gateway) = with_gateway(&[]).await;
    let jakes = has_asked(&here, &gateway, "Sarah", "Jake", "in 20 min").await;
    let davids = has_asked(&here, &gateway, "Lisa", "David", "in 40 min").await;
    here.claim("Mike", &jakes).await.original_matches(Message::said_you_have_it).await.expect("his");
    let mike = here.user("Mike");
    gateway.sees(|view| holds(view, mike, 1)).await;
    let question = here.claim("Mike", &davids).await.original().await.expect("asked");
    insta::assert_snapshot!(here.read(&question), @"
    You already have Jake (<time>). Take David (<time>), too?
    [Yes, both] [No]
    (private)
    ");
    let person = here.discord.person("Mike");
    let kept = person.click(question.id, &button(&question, "keep")).await.expect("pressed").within(PATIENCE);
    let answer = kept.original_matches(|answer| answer.buttons().is_empty()).await.expect("answered");
    assert_eq!(answer.content(), "OK. Nothing was changed.");

    let question = here.claim("Mike", &davids).await.original().await.expect("asked");
    let both = person.click(question.id, &button(&question, "claim_anyway")).await.expect("pressed").within(PATIENCE);
    both.original_matches(Message::said_you_have_it).await.expect("his, too");
    gateway.sees(|view| holds(view, mike, 2)).await;
    gateway.end().await;
    here.discord.assert_clean();
}
