//! The form by which a parent changes what the alert says.

use super::{answer, ends, form, press, press_on, taken_by_mike};
use crate::support::bot::{Kind, Words};

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
