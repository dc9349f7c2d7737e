//! Another neighbor goes on: the menu, the press of the neighbor who accepts, and the backup.

use fake_discord::Message;

use super::{answer, button, ends, press, press_on, question, taken_by_mike};
use crate::support::bot::Kind;

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
