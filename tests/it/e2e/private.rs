//! `PRIVATE_DETAILS`: only the neighbor who takes an alert, and its parent, read who the child is and where exactly.

use std::sync::Arc;

use fake_discord::{Interaction, Message, Permissions};

use super::buttons::{button, form, press_on};
use crate::support::bot::{Kind, Recipient};
use crate::support::neighborhood::Service;
use crate::support::{Neighborhood, Shown};

/// What only the two may read. The area is the part before the comma.
const WORDS: [&str; 4] = ["Jake", "Sarah", "yellow house", "blue jacket"];

/// Sarah's alert, as everybody sees its card, and the gateway's service.
async fn asked() -> (Neighborhood, Service, Arc<Message>) {
    let settings = [("PRIVATE_DETAILS", "true"), ("TIMEZONE", "Europe/Madrid"), ("LANGUAGE", "en")];
    let here = Neighborhood::with(&settings).await;
    let gateway = here.gateway().await;
    let typed = here.discord.person("Sarah").slash("needhelp").string("child", "Jake");
    let typed = typed.string("location", "Oak Street, at the yellow house").string("message", "He has a blue jacket");
    let typed = typed.string("when", "in 20 min").send().await.expect("typed").within(here.patience);
    typed.original_matches(Message::says_posted).await.expect("posted");
    let card = here.pinned("J.").await;
    (here, gateway, card)
}

/// Each thing that was written into the channel, as it was sent: text, embeds, buttons and links.
fn written_into_the_channel(here: &Neighborhood) -> Vec<String> {
    let channel = format!("/channels/{}/", here.discord.channel_id("bus-stop"));
    let requests = here.discord.requests();
    requests.iter().filter(|sent| sent.path.starts_with(&channel)).map(|sent| sent.body.to_string()).collect()
}

/// Nobody in the channel can read any of it, or learn who the parent is.
fn assert_nothing_is_public(here: &Neighborhood) {
    let parent = here.user("Sarah").to_string();
    let written = written_into_the_channel(here);
    assert!(written.iter().any(|body| body.contains("Oak Street")), "the card says the area");
    for body in written {
        for word in WORDS.into_iter().chain([parent.as_str()]) {
            assert!(!body.contains(word), "{word} is in the channel: {body}");
        }
    }
}

/// The two words that follow "password" in a text.
pub(super) fn password(text: &str) -> String {
    let (_, after) = text.split_once("assword: ").expect("a password");
    let words: String = after.chars().filter(|c| c.is_ascii_lowercase() || *c == ' ').collect();
    words.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

async fn reads(pressed: &Interaction, start: &str) -> Arc<Message> {
    pressed.original_matches(|answer| answer.content().starts_with(start)).await.expect("answered")
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_neighbor_and_the_parent_read_who_and_where() {
    let (here, gateway, card) = asked().await;
    insta::assert_snapshot!(here.read(&card), @"
    Who can meet J. by <time> near Oak Street? Open the card. @helpers
    # No one yet: J. needs someone
    If you can be there, press **I've got it**. Then you read who and where.
    Be there by: <time> (<time>)
    Where: Oak Street
    Child: J.
    [I've got it] [Change] [No longer needed]
    (notified: @helpers)
    ");
    let taken = here.claim("Mike", &card).await;
    let yours = taken.original_matches(Message::said_you_have_it).await.expect("taken");
    assert!(["Jake", "yellow house", "blue jacket"].iter().all(|word| yours.text().contains(word)), "{yours:#?}");
    let words = password(yours.content());

    // The parent is told by a direct message, with the same words to pass on.
    let dm = here.discord.channel(here.discord.person("Sarah").dm()).within(here.patience);
    let told = dm.message(|message| message.content().contains("Mike")).await.expect("told");
    assert_eq!(password(told.content()), words);
    let told = here.read(&told).replace(&words, "<two words>");
    insta::assert_snapshot!(told, @r#"
    Mike will meet Jake at Oak Street, at the yellow house. For Jake's phone: "Mike will meet you. Ask for the password: <two words>." @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)
    "#);

    let taken = here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let details =
        reads(&press_on(&here, "Mike", &taken, "details").await, "Jake · Oak Street, at the yellow house").await;
    assert_eq!(password(details.content()), words);
    assert_eq!(details.links().len(), 2, "the card, and the parent");
    let refused = reads(&press_on(&here, "Lisa", &taken, "details").await, "Only Mike can do that").await;
    assert!(WORDS.iter().all(|word| !refused.text().contains(word)), "{refused:#?}");
    let parent = reads(&press_on(&here, "Sarah", &taken, "details").await, "For Jake's phone").await;
    assert_eq!(password(parent.content()), words, "also for a parent without direct messages");

    press_on(&here, "Mike", &taken, "with_child").await;
    let with_child = here.card(|card| card.content().starts_with("Mike is with J.")).await;
    let asked = press_on(&here, "Mike", &with_child, "done").await.original().await.expect("asked");
    press_on(&here, "Mike", &asked, "done_yes").await;
    here.card(|card| card.buttons().is_empty() && !card.is_pinned()).await;
    dm.message(|message| message.content().starts_with("Jake is safe")).await.expect("told");
    assert_nothing_is_public(&here);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_place_has_a_new_area_and_who_has_it_is_asked_privately() {
    let (here, gateway, card) = asked().await;
    here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    let taken = here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let pressed = press_on(&here, "Sarah", &taken, "change").await;
    pressed.response().await.expect("a form");
    let fields = [("where", "Elm Road, the yellow house"), ("when", ""), ("message", "He has a blue jacket")];
    here.discord.person("Sarah").submit_modal(&pressed, &fields).await.expect("submitted");
    let card = here.card(|card| card.text().contains("Elm Road")).await;
    assert!(!card.text().contains("Oak Street"), "{}", card.text());
    let dm = here.discord.channel(here.discord.person("Mike").dm()).within(here.patience);
    let asked = dm.message(|message| message.content().starts_with("Changed by Sarah")).await.expect("asked");
    assert!(asked.content().contains("Elm Road, the yellow house"), "{asked:#?}");
    assert_nothing_is_public(&here);
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_who_takes_no_direct_messages_is_mentioned_without_words() {
    let (here, gateway, card) = asked().await;
    here.discord.person("Sarah").closes_dms(true);
    here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    here.log_has(|body| matches!(&body.kind, Kind::Informed { whom: Recipient::Parent, .. })).await;
    let told = here.mentions_of("Sarah");
    assert_eq!(told.len(), 1, "{told:#?}");
    let read = told[0].content().replace(&format!("<@{}>", here.user("Sarah")), "@Sarah");
    assert_eq!(read, "Something changed. Open the card. @Sarah");
    assert!(told[0].links().iter().all(|link| link.label == "Open the card"), "{told:#?}");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_to_take_over_reads_the_area_before_they_have_it() {
    let (here, gateway, card) = asked().await;
    here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    let taken = here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    press_on(&here, "Mike", &taken, "with_child").await;
    let with_mike = here.card(|card| button(card, "hand_over").is_some()).await;
    let menu = press_on(&here, "Mike", &with_mike, "hand_over").await.original().await.expect("a menu");
    let lisa = here.discord.person("Lisa").id().to_string();
    here.discord.person("Mike").choose(menu.id, "Choose a person", &[&lisa]).await.expect("chosen");
    let dm = here.discord.channel(here.discord.person("Lisa").dm()).within(here.patience);
    let offered = dm.message(|message| message.content().starts_with("Mike asks you")).await.expect("asked");
    assert!(offered.content().starts_with("Mike asks you to take over J. at Oak Street."), "{offered:#?}");
    assert!(WORDS.iter().all(|word| !offered.text().contains(word)), "{offered:#?}");
    assert_nothing_is_public(&here);
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_changes_and_closes_what_they_do_not_read() {
    let (here, gateway, card) = asked().await;
    let moderators = here.discord.add_role(here.discord.guild_id(), "moderators", false);
    here.discord.set_permissions(moderators, Permissions::MANAGE_MESSAGES);
    here.discord.person("Lisa").gets_role(moderators);
    here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    let taken = here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let of_lisa = form(&press_on(&here, "Lisa", &taken, "change").await).await;
    assert!(of_lisa.iter().all(|(_, filled)| filled.is_empty()), "{of_lisa:?}");
    let of_sarah = form(&press_on(&here, "Sarah", &taken, "change").await).await;
    assert!(of_sarah.iter().any(|(_, filled)| filled.contains("yellow house")), "{of_sarah:?}");
    press_on(&here, "Mike", &taken, "with_child").await;
    let met = here.card(|card| card.content().starts_with("Mike is with J.")).await;
    let question = press_on(&here, "Lisa", &met, "done").await.original().await.expect("asked");
    assert!(question.content().contains("J.") && !question.text().contains("Jake"), "{question:#?}");
    press_on(&here, "Lisa", &question, "done_yes").await;
    // Mike and Sarah read that it was a moderator, by direct messages.
    for name in ["Mike", "Sarah"] {
        let dm = here.discord.channel(here.discord.person(name).dm()).within(here.patience);
        dm.message(|message| message.content().starts_with("A moderator closed the alert for Jake."))
            .await
            .expect(name);
    }
    assert_nothing_is_public(&here);
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_readers_in_two_languages_read_the_same_password() {
    let (here, gateway, card) = asked().await;
    here.discord.person("Mike").speaks("es-ES");
    here.discord.person("Sarah").speaks("fr");
    here.claim("Mike", &card).await;
    let taken = here.closed(&card).await;
    // The direct message is in the server's language.
    let dm = here.discord.channel(here.discord.person("Sarah").dm()).within(here.patience);
    let told = dm.message(|message| message.content().contains("Mike")).await.expect("told");
    let words = password(told.content());
    assert_eq!(words.split(' ').count(), 2, "{words}");
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    for (name, in_their_language) in [("Mike", "Contraseña"), ("Sarah", "Demande le mot de passe")] {
        let read = reads(&press_on(&here, name, &taken, "details").await, "").await;
        let after = read.content().split_once(in_their_language).expect(in_their_language).1;
        let read = after.trim_start_matches(|sign: char| !sign.is_alphabetic());
        assert!(read.starts_with(&words), "{name} reads {after}, and not {words}");
    }
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_over_and_cannot_be_answered_reads_it_in_a_direct_message() {
    let (here, gateway, card) = asked().await;
    here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    let taken = here.closed(&card).await;
    let (mike, lisa) = (here.user("Mike"), here.user("Lisa"));
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let alert = here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await.alert_id;
    let claim = button(&taken, "released").and_then(|id| id.rsplit(':').next()?.parse().ok());
    let offered = Kind::Offered { neighbor_id: mike, to_id: lisa, to_name: "Lisa".into(), since: claim };
    here.append(&alert, offered, "1305193870427029545").await;
    // Not by a press, so there is no private answer that the board could edit.
    let taken_over = Kind::TakenOver {
        neighbor_id: lisa,
        neighbor_name: "Lisa".into(),
        message: "I'll take over".into(),
        locale: None,
        since: claim,
    };
    here.append(&alert, taken_over, "1305193870427029546").await;
    let dm = |name: &str| here.discord.channel(here.discord.person(name).dm()).within(here.patience);
    let yours = dm("Lisa").message(|message| message.content().starts_with("You have it")).await.expect("told");
    let new = password(yours.content());
    insta::assert_snapshot!(here.read(&yours).replace(&new, "<two words>"), @"
    You have it: please meet Jake by <time> at Oak Street, at the yellow house. Password: **<two words>**. Say it first; Jake knows it from Sarah. @Lisa
    Be there by: <time> (<time>)
    Where: Oak Street, at the yellow house
    Child: Jake
    Sarah says: He has a blue jacket
    Parent: Sarah (@Sarah)
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Sarah](https://discord.com/users/<id>)
    (notified: @Lisa)
    ");
    let relieved = dm("Mike").message(|message| message.content().starts_with("Lisa has taken over")).await;
    assert!(relieved.expect("told").content().contains("Jake"));
    let sarah = dm("Sarah").message(|message| message.content().starts_with("Lisa takes over from Mike")).await;
    assert_eq!(password(sarah.expect("told").content()), new);
    let told_first = dm("Sarah").message(|message| message.content().starts_with("Mike will meet")).await;
    assert_ne!(new, password(told_first.expect("told").content()), "a new claim has a new password");
    assert_nothing_is_public(&here);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_whose_place_has_no_area_reads_that_nobody_sees_where_it_is() {
    let here = Neighborhood::with(&[("PRIVATE_DETAILS", "true"), ("LANGUAGE", "en")]).await;
    let gateway = here.gateway().await;
    let answer = here.needhelp("Jake").await.original_matches(Message::says_posted).await.expect("posted");
    insta::assert_snapshot!(here.read_text(answer.content()), @"
    ✅ Posted in #bus-stop and the helpers' phones were notified. Yours will notify you when someone takes it.
    Neighbors can't see where it is, because your place names no area. Press **Change** on the card and write the area first: `Oak Street, at the yellow house`
    ");
    let card = here.pinned("J.").await;
    assert!(!card.text().contains("Oak Street"), "{}", card.text());
    // She does what it says.
    let alert = here.log_has(|body| matches!(body.kind, Kind::Raised(_))).await.alert_id;
    gateway.sees(|view| view.alert(&alert).is_some()).await;
    let pressed = press_on(&here, "Sarah", &card, "change").await;
    pressed.response().await.expect("a form");
    let fields = [("where", "Oak Street, at the yellow house"), ("when", ""), ("message", "")];
    here.discord.person("Sarah").submit_modal(&pressed, &fields).await.expect("submitted");
    here.card(|card| card.text().contains("Oak Street") && !card.text().contains("yellow house")).await;
    gateway.end().await;
    here.discord.assert_clean();
}
