//! Discord's clock: the `Date` header and ids, also when it differs from the machine's clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fake_discord::{FakeDiscord, Setup, created_at};
use serde_json::json;

use crate::bot::{Bot, Session};

fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("a time")
}

/// How far the `Date` header and a message's id are ahead of the machine, in seconds.
async fn ahead(setup: Setup) -> (i64, i64) {
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    let bot = Bot::new(&discord);
    let sent = bot.says(json!({"content": "x"})).await;
    let date = httpdate::parse_http_date(sent.header("date")).expect("a date");
    let date = i64::try_from(date.duration_since(UNIX_EPOCH).expect("after 1970").as_millis()).expect("a time");
    let created = created_at(sent.id().parse().expect("an id"));
    // The header has whole seconds.
    (((date - machine()) as f64 / 1000.0).ceil() as i64, ((created - machine()) as f64 / 1000.0).ceil() as i64)
}

#[tokio::test]
async fn the_date_header_and_ids_follow_the_clock_of_the_stand_in() {
    let hour = Duration::from_secs(3600);
    for (setup, expected) in [
        (Setup::default(), 0),
        (Setup::default().clock_ahead(hour), 3600),
        (Setup::default().clock_behind(24 * hour), -86_400),
    ] {
        let (date, id) = ahead(setup).await;
        assert!((expected - 5..=expected).contains(&date), "{date}, not {expected}");
        assert!((expected - 5..=expected).contains(&id), "{id}, not {expected}");
    }
}

#[tokio::test]
async fn deadlines_are_measured_on_that_clock_alone() {
    let setup = Setup::default().clock_behind(Duration::from_secs(3600));
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    let bot = Bot::new(&discord);
    let mut session = Session::identified(&discord, 0).await;
    bot.registers().await;
    discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    let interaction = session.event("INTERACTION_CREATE").await;
    assert_eq!(bot.responds(&interaction, json!({"type": 5})).await.status, 204);
    let before = bot.get("/users/@me").await.header("date").to_owned();
    discord.advance(Duration::from_secs(60));
    assert_ne!(bot.get("/users/@me").await.header("date"), before);
}
