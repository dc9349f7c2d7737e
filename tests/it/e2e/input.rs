//! Alerts as people and programs type them, and as the neighbors and the parent read them.

use fake_discord::Message;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::buttons::{form, press_on};
use crate::support::bot::{Alert, Kind};
use crate::support::message::Shown as _;
use crate::support::neighborhood::Neighborhood;

/// The parent's answer once Kafka has the alert.
async fn told(typed: &fake_discord::Interaction) -> String {
    let answer = typed.original_matches(Message::says_sent).await.expect("she reads \"sent\"");
    answer.content().to_owned()
}

/// "3:15 PM", or with the weekday if that is not today.
fn on_the_clock(at: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned_datetime(zone.clone()), Timestamp::now().to_zoned_datetime(zone.clone()));
    let clock = at.strftime("%-I:%M %p").to_string();
    if at.date() == now.date() { clock } else { format!("{} {clock}", at.strftime("%a")) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_push_and_the_answer_have_a_written_clock_time_and_the_card_a_timestamp() {
    let here = Neighborhood::with(&[("TIMEZONE", "Europe/Madrid")]).await;
    let gateway = here.gateway().await;
    let typed = here.needhelp_by("Jake", "in 20 min").await;
    let answer = told(&typed).await;
    let card = here.card(Message::is_pinned).await;
    let raised = here.log_has(|body| matches!(body.kind, Kind::Raised(_))).await;
    let Kind::Raised(alert) = raised.kind else { unreachable!("asked for") };
    assert_eq!(alert.timezone.as_deref(), Some("Europe/Madrid"));
    let by = alert.needed_by.expect("a time");
    let written = on_the_clock(by, &TimeZone::get("Europe/Madrid").unwrap());
    let call = format!("Who can meet Jake by {written} at Oak Street Bus Stop? Sarah needs help. <@&");
    assert!(card.content().starts_with(&call), "{}", card.content());
    assert!(!card.content().contains("<t:"), "a push shows it raw: {}", card.content());
    let stamp = by.as_second();
    let field = &card.embeds()[0].fields[0];
    assert_eq!(field.value, format!("<t:{stamp}:t> (<t:{stamp}:R>)"), "{}", field.name);
    // The board may have replaced the answer with "Posted in" already; that one has the time as the card has it.
    let said = format!("Time: {written} (<t:{stamp}:t>, <t:{stamp}:R>).");
    assert!(answer.contains(&said) || answer.starts_with("✅ Posted"), "{answer}");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_for_now_calls_at_once_and_says_now() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    let typed = here.needhelp_by("Jake", "ya").await;
    told(&typed).await;
    let card = here.card(Message::is_pinned).await;
    assert!(card.is_claimable() && !card.pings.roles.is_empty(), "{card:#?}");
    insta::assert_snapshot!(here.read(&card), @"
    Who can meet Jake NOW at Oak Street Bus Stop? Sarah needs help. @helpers
    # No one yet: Jake needs someone
    If you can be there, press **I've got it**. The first press counts.
    Be there by: Now (asked <time>)
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    [I've got it] [Change] [No longer needed]
    (notified: @helpers)
    ");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_for_now_that_comes_some_minutes_late_still_rings() {
    let here = Neighborhood::open().await;
    let needed_by = Timestamp::now() - SignedDuration::from_mins(10);
    let now = Alert { needed_by: Some(needed_by), raised_at: Some(needed_by), ..here.alert() };
    let value = serde_json::to_value(now).unwrap();
    here.send(value.to_string()).await;
    let card = here.card(Message::is_pinned).await;
    assert!(card.is_claimable() && !card.pings.roles.is_empty(), "{card:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_time_zone_a_time_of_the_day_is_refused_with_the_reason_and_a_line_to_copy() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let typed = here.needhelp_by("Jake", "3:15").await;
    let answer = typed.original_matches(Message::says_not_sent).await.expect("refused");
    insta::assert_snapshot!(answer.content(), @"
    ❌ NOT sent. The bot does not know your time zone: an admin has to set it. Type `in 20 min` or `now`.
    To try again, copy this:
    ```
    /needhelp child:Jake location:Oak Street Bus Stop when:3:15 message:Meeting ran over, will be 10 mins late
    ```
    ");
    assert_eq!(here.records(&here.kafka().alerts_topic).await.len(), 0);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spanish_speaker_is_refused_in_spanish() {
    let here = Neighborhood::without_services().await;
    here.discord.person("Sarah").speaks("es-ES");
    let gateway = here.gateway().await;
    let typed = here.needhelp_by("Jake", "luego ```").await;
    let answer = typed.original_matches(|answer| answer.content().starts_with("❌")).await.expect("refused");
    insta::assert_snapshot!(answer.content(), @r"
    ❌ NO enviado. No entiendo «luego \`\`\`» como hora. Prueba `ahora`, `15:15` o `en 20 min`.
    Para repetirlo, copia esto:
    ```
    /necesitoayuda quien:Jake lugar:Oak Street Bus Stop hora:luego ''' mensaje:Meeting ran over, will be 10 mins late
    ```
    ");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_with_optional_fields_that_cannot_be_read_is_shown_and_they_are_named() {
    let here = Neighborhood::open().await;
    let value = r#"{"parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"late",
        "parent_id":42,"alert_id":4711,"needed_by":"","locale":7,"guild_id":"the neighborhood"}"#;
    here.send(format!("\u{feff}{value}")).await;
    let card = here.card(Message::is_pinned).await;
    assert!(card.content().starts_with("Who can meet Jake NOW at Oak Street?"), "{}", card.content());
    let raised = here.records(&here.kafka().confirmations_topic).await.into_iter();
    let raised = raised.into_iter().find(|record| record.envelope.event_type.as_deref() == Some("needhelp.raised"));
    let raised = raised.expect("raised");
    assert_eq!(raised.key.as_deref(), Some(&b"4711"[..]));
    let ignored = raised.envelope.extra.iter().find(|(name, _)| name == "ignored_fields").expect("named");
    assert_eq!(String::from_utf8_lossy(&ignored.1), "guild_id,needed_by,locale");
    let body: serde_json::Value = serde_json::from_slice(raised.value.as_deref().unwrap()).unwrap();
    assert_eq!(body["parent_id"], "42");
    assert_eq!(here.records(&here.kafka().dead_letter_topic).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_corrected_in_a_form_and_sent() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    let typed = here.needhelp_by("Jake", "soon").await;
    let refused = typed.original().await.expect("refused");
    assert!(refused.content().starts_with("❌ NOT sent. I can't read"), "{refused:?}");
    let pressed = press_on(&here, "Sarah", &refused, "fix_and_send").await;
    let more = "Meeting ran over, will be 10 mins late";
    let shown = [("child", "Jake"), ("location", "Oak Street Bus Stop"), ("when", "soon"), ("message", more)];
    assert_eq!(form(&pressed).await, shown.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let filled = |child, when| [("child", child), ("location", "Oak Street"), ("when", when), ("message", more)];
    let sarah = here.discord.person("Sarah");
    // Refused again, it comes back once more, in the same place.
    let again = sarah.submit_modal(&pressed, &filled("Jake", "later")).await.expect("submitted").within(here.patience);
    let refused_again = again.original_matches(|answer| answer.content().contains("\"later\"")).await.expect("refused");
    assert_eq!(refused_again.id, refused.id);
    let pressed = press_on(&here, "Sarah", &refused_again, "fix_and_send").await;
    assert_eq!(form(&pressed).await[2], ("when".to_owned(), "later".to_owned()));
    let sent = sarah.submit_modal(&pressed, &filled("Jake", "in 20 min")).await.expect("submitted");
    let sent = sent.within(here.patience).original_matches(Message::says_posted).await.expect("posted");
    assert_eq!((sent.id, sent.buttons().len()), (refused.id, 0), "in the place of the refusal");
    let card = here.pinned("Jake").await;
    assert!(card.text().contains("Oak Street"), "{}", card.text());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_has_forgotten_what_was_refused_opens_an_empty_form() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    let refused = here.needhelp_by("Jake", "soon").await.original().await.expect("refused");
    gateway.end().await;
    let gateway = here.gateway().await;
    let pressed = press_on(&here, "Sarah", &refused, "fix_and_send").await;
    assert!(form(&pressed).await.iter().all(|(_, value)| value.is_empty()));
    let filled = [("child", "Jake"), ("location", "Oak Street"), ("when", ""), ("message", "")];
    let sent = here.discord.person("Sarah").submit_modal(&pressed, &filled).await.expect("submitted");
    sent.within(here.patience).original_matches(Message::says_posted).await.expect("posted");
    here.pinned("Jake").await;
    gateway.end().await;
}
