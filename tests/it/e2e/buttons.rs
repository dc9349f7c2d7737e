//! The buttons after the claim, their questions, the menu and the form: the record that each of them makes.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{ClickError, Interaction, Message, Permissions, ResponseKind};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use serde_json::Value;

use super::board::{ALERT, alert_id, shown};
use crate::support::bot::{Alert, EventId, Kind, Words, codec};
use crate::support::neighborhood::{PATIENCE, Service};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_undone_within_a_minute_without_a_question() {
    let (here, gateway) = taken_by_mike().await;
    let claim = claim_in_the_log(&here).await;
    answer(&press(&here, "Mike", "released").await).await;
    let mike = here.user("Mike");
    let released = Kind::Released { neighbor_id: mike, moderator_id: None, parent_id: None, since: claim };
    here.log_has(|body| body.kind == released).await;
    here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    ends(here, gateway).await;
}

/// A claim of Mike's with another append time, which the embedded broker takes from who writes it.
async fn mike_took_it(here: &Neighborhood, ago: Duration) {
    let claimed = Kind::Claimed {
        neighbor_id: here.user("Mike"),
        neighbor_name: "Mike".into(),
        message: "I've got it".into(),
        message_id: None,
        channel_id: None,
        locale: None,
    };
    let (kafka, id) = (here.kafka(), EventId::new("1305193870427029545"));
    let record = codec::outgoing(kafka, codec::home(kafka, &alert_id()), &alert_id(), claimed, &id, "test");
    let servers = kafka.bootstrap_servers.clone();
    let at = (jiff::Timestamp::now() - ago).as_millisecond();
    let written = tokio::task::spawn_blocking(move || {
        let producer: BaseProducer =
            ClientConfig::new().set("bootstrap.servers", servers).create().expect("a producer");
        let (key, value) = (record.key.expect("a key"), record.value.expect("a value"));
        let to = BaseRecord::to(&record.topic).partition(record.partition.expect("its home")).timestamp(at);
        producer.send(to.key(&key).payload(&value)).map_err(|(error, _)| error).expect("taken");
        producer.flush(PATIENCE).expect("written");
    });
    written.await.expect("no panic");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbor_who_gives_it_back_after_the_first_minute_is_asked() {
    let here = Neighborhood::open().await;
    let Some(_) = here.breakable() else { return };
    let gateway = here.gateway().await;
    let card = shown(&here).await;
    mike_took_it(&here, Duration::from_secs(61)).await;
    here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let asked = question(&here, "Mike", "released").await;
    insta::assert_snapshot!(here.read(&asked), @"
    Give it back? The neighbors and Sarah will be told at once.
    [Yes, I can't make it] [I'm still going]
    (private)
    ");
    let is_given_back = |kind: &Kind| matches!(kind, Kind::Released { neighbor_id, .. } if *neighbor_id == mike);
    assert!(here.log().await.iter().all(|body| !is_given_back(&body.kind)), "not before the answer");
    let read = answer(&press_on(&here, "Mike", &asked, "released_yes").await).await;
    assert_eq!(read.content(), "✅ You no longer have it. The neighbors and Sarah are being told.");
    here.log_has(|body| is_given_back(&body.kind)).await;
    here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_asks_the_others_again_when_the_neighbor_is_silent() {
    let here = Neighborhood::without_services().await;
    let (gateway, board) = (here.gateway().await, here.board());
    let needed_by = Some(jiff::Timestamp::now() + Duration::from_secs(20 * 60));
    here.append(&alert_id(), Kind::Raised(Alert { needed_by, ..here.alert() }), ALERT).await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    let taken = here.closed(&card).await;
    assert_eq!(button(&taken, "ask_again"), None);
    board.end().await;
    // Five minutes after the time Mike is asked, and does not answer.
    here.clock_is_ahead(Duration::from_secs(26 * 60));
    let board = here.board();
    let silent = here.card(|card| button(card, "ask_again").is_some()).await;
    let sarah = here.discord.person("Sarah").id();
    let no_news = |message: &Message| message.pings.users.contains(&sarah) && message.content().starts_with("No news");
    let told = here.channel().message(no_news).await.expect("told");
    insta::assert_snapshot!(here.read(&told), @"
    No news from Mike since <time>. Phone Mike or the stop. On the card you can ask the others again. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)
    ");
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let refused = answer(&press_on(&here, "Lisa", &silent, "ask_again").await).await;
    assert!(refused.content().starts_with("Only Sarah or a moderator can do that."), "{refused:?}");
    // For a board that is so far ahead, nobody waits for an answer any more.
    here.clock_is_ahead(Duration::ZERO);
    let read = answer(&press_on(&here, "Sarah", &silent, "ask_again").await).await;
    assert_eq!(read.content(), "✅ The neighbors are being asked again. Mike is being told not to go.");
    let parent = Some(here.user("Sarah"));
    here.log_has(|body| {
        matches!(&body.kind, Kind::Released { neighbor_id, parent_id, since: Some(_), .. }
        if (*neighbor_id, *parent_id) == (mike, parent))
    })
    .await;
    here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    let mikes = here.discord.person("Mike").id();
    let relieved = |message: &Message| message.pings.users.contains(&mikes) && message.content().contains("don't go");
    here.channel().message(relieved).await.expect("Mike is told");
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}

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
async fn a_press_on_an_old_card_ends_no_later_claim() {
    let (here, gateway) = taken_by_mike().await;
    let first = claim_in_the_log(&here).await;
    let old = here.card(|card| button(card, "released").is_some()).await;
    answer(&press(&here, "Mike", "released").await).await;
    let open = here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    here.claim("Mike", &open).await;
    here.card(|card| button(card, "released").is_some() && button(card, "released") != button(&old, "released")).await;
    let mike = here.user("Mike");
    gateway.sees(|view| view.held_by(mike).iter().any(|state| state.claim().map(|claim| claim.offset) != first)).await;
    // The phone still shows the card of the first claim.
    let late = here.discord.person("Mike").click_as_seen(&old, &button(&old, "released").expect("it had it")).await;
    let late = late.expect("pressed").within(here.patience);
    let changed = late.original_matches(|answer| answer.content().starts_with("This has changed meanwhile."));
    changed.await.expect("refused without a question");
    assert!(!here.card(|_| true).await.is_claimable(), "Mike still has it");
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_handed_over_to_who_accepts() {
    let (here, gateway) = taken_by_mike().await;
    answer(&press(&here, "Mike", "with_child").await).await;
    let menu = question(&here, "Mike", "hand_over").await;
    insta::assert_snapshot!(here.read(&menu), @"
    Who takes over? They have to accept first; until then you stay responsible.
    [Choose a person]
    (private)
    ");
    let choose = async |name: &str| {
        let whom = if name == "the bot" { here.discord.bot_id() } else { here.discord.person(name).id() };
        let chosen = here.discord.person("Mike").choose(menu.id, "Choose a person", &[&whom.to_string()]).await;
        chosen.expect("offered").within(here.patience)
    };
    // Sarah has no role, and the others can't: the menu stays.
    for (name, said) in [("Sarah", "This person can't"), ("the bot", "That is a bot"), ("Mike", "This person can't")] {
        let answer = choose(name).await.original_matches(|answer| answer.content().starts_with(said)).await;
        let answer = answer.expect("refused");
        assert_eq!((answer.id, answer.buttons().len()), (menu.id, 1), "{name}");
    }
    let read = answer(&choose("Lisa").await).await;
    assert_eq!((read.id, read.buttons().len()), (menu.id, 0));
    let (mike, lisa) = (here.user("Mike"), here.user("Lisa"));
    here.log_has(|body| {
        matches!(&body.kind, Kind::Offered { neighbor_id, to_id, to_name, since: Some(_) }
        if (*neighbor_id, *to_id, to_name.as_str()) == (mike, lisa, "Lisa"))
    })
    .await;
    here.discord.person("Lisa").speaks("es-ES");
    press(&here, "Lisa", "take_over").await;
    here.log_has(|body| {
        matches!(&body.kind, Kind::TakenOver { neighbor_id, locale: Some(locale), since: Some(_), .. }
        if *neighbor_id == lisa && locale == "es-ES")
    })
    .await;
    here.card(|card| card.text().contains("Lisa")).await;
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_hand_over_with_the_child_everybody_reads_where_the_child_is() {
    let (here, gateway) = taken_by_mike().await;
    answer(&press(&here, "Mike", "with_child").await).await;
    let menu = question(&here, "Mike", "hand_over").await;
    let lisa = here.discord.person("Lisa").id().to_string();
    answer(
        &here
            .discord
            .person("Mike")
            .choose(menu.id, "Choose a person", &[&lisa])
            .await
            .expect("offered")
            .within(here.patience),
    )
    .await;
    let claim = claim_of_menu(&menu);
    let read = answer(&press(&here, "Lisa", "take_over").await).await;
    insta::assert_snapshot!(here.read(&read), @"
    ✅ You have it. Jake is with Mike now. Ask Mike where to meet. Sarah is being told now.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    Parent: Sarah (@Sarah)
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Sarah](https://discord.com/users/<id>)
    (private)
    ");
    let lisa = here.user("Lisa");
    here.log_has(|body| {
        matches!(&body.kind, Kind::TakenOver { neighbor_id, neighbor_name, since, .. }
        if (*neighbor_id, neighbor_name.as_str(), *since) == (lisa, "Lisa", claim))
    })
    .await;
    let mut told = Vec::new();
    for (name, start) in [("Mike", "Lisa takes over"), ("Sarah", "Lisa takes over")] {
        let person = here.discord.person(name).id();
        let is_it = |message: &Message| message.pings.users.contains(&person) && message.content().starts_with(start);
        told.push(here.read_text(here.channel().message(is_it).await.expect(name).content()));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    Lisa takes over: please stay with Jake until Lisa is there. Thank you! @Mike
    Lisa takes over from Mike. Until they meet, Jake is with Mike. @Sarah
    ");
    // Until they have met, Jake is with Mike.
    let card = here.card(|card| card.text().contains("Lisa")).await;
    insta::assert_snapshot!(here.read(&card), @"
    Mike is with Jake. No one else needs to go.
    # Mike is with Jake
    Jake has been with Mike since <time>.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    So far: <time> asked
    <time> Mike took it
    <time> Jake is with Mike
    <time> Lisa took it over
    [Child is with me] [Done, all safe] [Hand over]
    (notified: @helpers)
    ");
    ends(here, gateway).await;
}

/// The claim that the menu of a hand-over names.
fn claim_of_menu(menu: &Message) -> Option<i64> {
    menu.buttons().first()?.custom_id.rsplit(':').next()?.parse().ok()
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
async fn a_neighbor_becomes_the_backup() {
    let (here, gateway) = taken_by_mike().await;
    answer(&press(&here, "Lisa", "standby").await).await;
    let lisa = here.user("Lisa");
    here.log_has(|body| {
        matches!(&body.kind, Kind::Standby { neighbor_id, neighbor_name, since: Some(_) }
        if *neighbor_id == lisa && neighbor_name == "Lisa")
    })
    .await;
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

const MESSAGE: &str = "Meeting ran over, will be 10 mins late";

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_takes_the_message_away() {
    let (here, gateway) = taken_by_mike().await;
    let pressed = press(&here, "Sarah", "change").await;
    form(&pressed).await;
    let emptied = [("where", "Oak Street Bus Stop"), ("when", ""), ("message", "")];
    let sarah = here.discord.person("Sarah");
    let changed = sarah.submit_modal(&pressed, &emptied).await.expect("submitted").within(here.patience);
    answer(&changed).await;
    let card = here.card(|card| !card.text().contains(MESSAGE)).await;
    assert!(card.text().contains("Oak Street Bus Stop") && !card.text().contains("Sarah says"), "{}", card.text());
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_took_it_gives_it_back_from_the_answer_and_who_was_late_becomes_backup() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    let taken = here.claim("Mike", &card).await;
    let yours = taken.original_matches(Message::said_you_have_it).await.expect("taken");
    let late = here.claim_as_seen("Lisa", &card).await;
    let told = late.original_matches(|answer| answer.content().starts_with("Thank you! Mike took this"));
    let told = told.await.expect("told");
    insta::assert_snapshot!(here.read(&told), @"
    Thank you! Mike took this at <time>, so you don't need to go.
    [I can be backup]
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (private)
    ");
    answer(&press_on(&here, "Lisa", &told, "standby").await).await;
    let lisa = here.user("Lisa");
    here.log_has(|body| matches!(&body.kind, Kind::Standby { neighbor_id, .. } if *neighbor_id == lisa)).await;
    // There is a backup already, so David is not offered that.
    let late = here.claim_as_seen("David", &card).await;
    let told = late.original_matches(|answer| answer.content().starts_with("Thank you! Mike took this"));
    assert_eq!(told.await.expect("told").buttons().len(), 0);
    assert_eq!(yours.buttons().iter().map(|button| button.label.as_str()).collect::<Vec<_>>(), ["I can't make it"]);
    let read = answer(&press_on(&here, "Mike", &yours, "released").await).await;
    assert!(read.content().starts_with("✅ You no longer have it."), "{read:?}");
    let mike = here.user("Mike");
    here.log_has(|body| matches!(&body.kind, Kind::Released { neighbor_id, .. } if *neighbor_id == mike)).await;
    ends(here, gateway).await;
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
async fn a_parent_changes_the_place_and_the_neighbor_confirms() {
    let (here, gateway) = taken_by_mike().await;
    let sarah = here.discord.person("Sarah");
    let pressed = press(&here, "Sarah", "change").await;
    let present =
        [("where", "Oak Street Bus Stop"), ("when", ""), ("message", "Meeting ran over, will be 10 mins late")];
    assert_eq!(form(&pressed).await, present.map(|(name, value)| (name.to_owned(), value.to_owned())));
    // What can't be read is given back, with a button that opens the form again.
    let wrong = [("where", "Elm Road"), ("when", "soon"), ("message", MESSAGE)];
    let refused = sarah.submit_modal(&pressed, &wrong).await.expect("submitted").within(here.patience);
    let refused = refused.original().await.expect("answered");
    insta::assert_snapshot!(here.read(&refused), @r#"
    ❌ NOT changed. I can't read "soon" as a time. Try `now`, `<time> pm` or `in 20 min`.
    You typed:
    ```
    Where: Elm Road / Be there by: soon / Anything else: Meeting ran over, will be 10 mins late
    ```
    [Change]
    (private)
    "#);
    let pressed = press_on(&here, "Sarah", &refused, "change").await;
    form(&pressed).await;
    let right = [("where", "Elm Road"), ("when", ""), ("message", MESSAGE)];
    let changed = sarah.submit_modal(&pressed, &right).await.expect("submitted").within(here.patience);
    answer(&changed).await;
    let (parent_id, mike) = (here.user("Sarah"), here.user("Mike"));
    let elm_road = Words { location: Some("Elm Road".into()), ..Words::default() };
    here.log_has(|body| {
        matches!(&body.kind, Kind::Changed { parent_id: parent, moderator_id: None, since: Some(_), words }
        if *parent == parent_id && *words == elm_road)
    })
    .await;
    answer(&press(&here, "Mike", "confirmed").await).await;
    here.log_has(|body| matches!(&body.kind, Kind::Confirmed { neighbor_id, since: Some(_) } if *neighbor_id == mike))
        .await;
    // The same words, and an empty place and time, change nothing.
    let pressed = press(&here, "Sarah", "change").await;
    form(&pressed).await;
    let nothing = [("where", ""), ("when", ""), ("message", MESSAGE)];
    let kept = sarah.submit_modal(&pressed, &nothing).await.expect("submitted").within(here.patience);
    assert_eq!(kept.original().await.expect("answered").text(), "OK. Nothing was changed.");
    ends(here, gateway).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_helper_neither_becomes_backup_nor_takes_over() {
    let (here, gateway) = taken_by_mike().await;
    let helpers = here.discord.role_id("helpers");
    here.discord.person("David").loses_role(helpers);
    let refused = answer(&press(&here, "David", "standby").await).await;
    assert!(refused.content().starts_with("Only people with the role"), "{refused:?}");
    answer(&press(&here, "Mike", "with_child").await).await;
    let menu = question(&here, "Mike", "hand_over").await;
    let lisa = here.discord.person("Lisa").id().to_string();
    let chosen = here.discord.person("Mike").choose(menu.id, "Choose a person", &[&lisa]).await;
    answer(&chosen.expect("offered").within(here.patience)).await;
    let card = here.card(|card| button(card, "take_over").is_some()).await;
    // Lisa was one when she was chosen.
    here.discord.person("Lisa").loses_role(helpers);
    let refused = answer(&press_on(&here, "Lisa", &card, "take_over").await).await;
    assert!(refused.content().starts_with("Only people with the role"), "{refused:?}");
    let none = |kind: &Kind| matches!(kind, Kind::Standby { .. } | Kind::TakenOver { .. });
    assert!(here.log().await.iter().all(|body| !none(&body.kind)));
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
