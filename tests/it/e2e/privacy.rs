//! `/needhelp-me privacy`: what is kept of a person, and whether statistics show their name.

use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_what_is_kept_and_hides_their_name_and_shows_it_again() {
    let here = Neighborhood::without_services_and_with(&[("HISTORY_URL", "")]).await;
    let gateway = here.gateway().await;
    let mike = here.discord.person("Mike");
    let typed = async || {
        let typed = mike.slash("needhelp-me privacy").send().await.expect("typed").within(PATIENCE);
        typed.original().await.expect("answered")
    };
    let shown = typed().await;
    insta::assert_snapshot!(here.read(&shown), @"
    Statistics may show your name.
    **What the bot keeps of you:** your name, what you typed for alerts, and what you pressed.
    - In the channel: names and places go away 12 hours after the end of an alert.
    - In Kafka: 15 days at most.
    - There is no history here.
    - Whom you block, and this choice: until you change it.
    `/needhelp-me forget` erases what the history has of you.
    [Don't show my name]
    (private)
    ");
    for (button, says, values) in [
        ("nh-privacy:hide", "Statistics never show your name.", vec![true]),
        ("nh-privacy:show", "Statistics may show your name", vec![true, false]),
    ] {
        let pressed = mike.click(shown.id, button).await.expect("pressed").within(PATIENCE);
        let told = pressed.original_matches(|answer| answer.content().starts_with(says)).await.expect("saved");
        assert_eq!(told.id, shown.id);
        let key = format!("private/{}", here.user("Mike"));
        let records = here.records(&here.kafka().settings_topic).await;
        let of_mike = records.iter().filter(|record| record.key.as_deref() == Some(key.as_bytes()));
        assert_eq!(of_mike.map(|record| record.value.is_some()).collect::<Vec<_>>(), values);
        let known = async || typed().await.content().starts_with(says).then_some(());
        eventually(PATIENCE, "the gateway knows it", known).await;
    }
    gateway.end().await;
    here.discord.assert_clean();
}
