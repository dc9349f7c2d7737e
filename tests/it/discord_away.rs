//! Discord away or unwilling (docs/reliability.md): failures of its own, dead connections, 429 of each kind, slow answers,
//! refusals. Through the real binary; in the end there is one card, and nothing was asked in vain.

use std::time::Duration;

use fake_discord::{Fault, Method, Scope};

use crate::support::street::Street;

const CREATE: &str = "/channels/*/messages";

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_discords_own_are_waited_out_and_the_card_comes_once() {
    let street = Street::open().await;
    let failing = street.discord.fault(Fault::status(503).on(Method::Post, CREATE).times(4));
    let pinning = street.discord.fault(Fault::status(500).on_path("/channels/*/messages/pins/*").times(2));
    street.needhelp("Jake A").await;
    let card = street.pinned("Jake A").await;
    assert_eq!((street.discord.hits(failing), street.discord.hits(pinning)), (4, 2));
    assert_eq!((street.creates("Jake A").len(), street.cards_ever("Jake A")), (5, 1));

    let editing = street.discord.fault(Fault::status(502).on(Method::Patch, "/channels/*/messages/*").times(2));
    let telling = street.discord.fault(Fault::status(502).on(Method::Post, CREATE).times(2));
    street.discord.person("Mike").click(card.id, "I've got it").await.expect("clicked");
    told(&street, "Jake A").await;
    street.channel().message(|message| message.id == card.id && message.buttons().is_empty()).await.expect("edited");
    assert_eq!((street.discord.hits(editing), street.discord.hits(telling)), (2, 2));
    assert_eq!(street.discord.person("Sarah").rung_by().len(), 1);
    street.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_die_before_or_after_the_effect_make_one_card_and_one_mention() {
    let street = Street::open().await;
    let die = |path: &str| {
        let before = street.discord.fault(Fault::reset_before().on_path(path).times(2));
        (before, street.discord.fault(Fault::reset_after().on_path(path).times(2)))
    };
    let faults = [die(CREATE), die("/channels/*/messages/pins/*")];
    street.needhelp("Jake A").await;
    let card = street.pinned("Jake A").await;
    assert_eq!(street.cards_ever("Jake A"), 1);

    let telling = die(CREATE);
    street.discord.person("Mike").click(card.id, "I've got it").await.expect("clicked");
    told(&street, "Jake A").await;
    // What comes later came after everything that was owed for the first.
    street.needhelp("Jake B").await;
    street.pinned("Jake B").await;
    assert_eq!((street.cards_ever("Jake A"), street.discord.person("Sarah").rung_by().len()), (1, 1));
    for (before, after) in faults.into_iter().chain([telling]) {
        assert_eq!((street.discord.hits(before), street.discord.hits(after)), (2, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_429_the_card_comes_once_and_not_before_discord_allows() {
    let street = Street::open().await;
    let wait = Duration::from_millis(1500);
    for (child, scope) in [("Jake A", Scope::User), ("Jake B", Scope::Shared)] {
        street.discord.fault(Fault::rate_limited(scope, wait).on(Method::Post, CREATE).times(1));
        street.needhelp(child).await;
        street.pinned(child).await;
        let creates = street.creates(child);
        assert_eq!((creates.len(), street.cards_ever(child)), (2, 1), "{scope:?}: {creates:#?}");
        assert!(creates[1].at - creates[0].at >= 1500, "{scope:?}: {creates:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_global_429_pauses_everything_but_what_people_are_answered() {
    let street = Street::open().await;
    let wait = Duration::from_secs(6);
    street.discord.fault(Fault::rate_limited(Scope::Global, wait).on(Method::Post, CREATE).times(1));
    let lines = || street.discord.requests();
    street.needhelp("Jake A").await;
    let began = street.discord.wait_for_requests(|requests| {
        requests.iter().find(|request| request.status == Some(429)).map(|request| request.at)
    });
    let began = began.await.expect("a 429");
    let asked = street.needhelp("Jake B").await;
    asked.response().await.expect("answered");
    street.pinned("Jake A").await;
    street.pinned("Jake B").await;
    let end = began + i64::try_from(wait.as_millis()).expect("short");
    let within: Vec<_> = lines().into_iter().filter(|request| request.at > began && request.at < end).collect();
    let (answers, others): (Vec<_>, Vec<_>) = within
        .into_iter()
        .partition(|request| request.route.starts_with("/interactions/") || request.route.starts_with("/webhooks/"));
    assert!(others.is_empty(), "Discord asked for silence: {others:#?}");
    assert!(!answers.is_empty(), "Jake B's parent had to wait");
    assert_eq!((street.cards_ever("Jake A"), street.cards_ever("Jake B")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_slower_than_an_attempt_makes_no_second_card() {
    let street = Street::open().await;
    let slow = Duration::from_secs(12);
    // Jake A's card is there at once and nobody hears of it; Jake B's is made when the bot has stopped listening.
    let after = street.discord.fault(Fault::latency_after(slow).on(Method::Post, CREATE).times(1));
    let jake = street.needhelp("Jake A").await;
    street.channel().message(|message| message.text().contains("Jake A")).await.expect("made");
    let before = street.discord.fault(Fault::latency_before(slow).on(Method::Post, CREATE).times(1));
    street.needhelp("Jake B").await;
    street.pinned("Jake A").await;
    street.pinned("Jake B").await;
    jake.original_matches(|answer| answer.text().contains("on the board")).await.expect("the parent is told");
    assert_eq!((street.discord.hits(after), street.discord.hits(before)), (1, 1));
    assert_eq!((street.cards_ever("Jake A"), street.cards_ever("Jake B")), (1, 1));
    let timed_out = "{route=\"POST /channels/{channel}/messages\",status=\"timeout\"} 2";
    street.until("/metrics", |_, metrics| metrics.contains(timed_out)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_discord_refuses_for_good_is_asked_once_and_the_parent_is_told() {
    let street = Street::open().await;
    let refusals = [("Jake A", 403, 50013), ("Jake B", 404, 10003), ("Jake C", 400, 50035)];
    for (child, status, code) in refusals {
        let fault = street.discord.fault(Fault::error(status, code, "no").on(Method::Post, CREATE));
        let asked = street.needhelp(child).await;
        let told = asked.original_matches(|answer| answer.text().contains("NOT shown")).await;
        if let Err(error) = told {
            panic!("{child}: {error}; {:?}", asked.original_now().map(|answer| answer.text()));
        }
        street.discord.heal(fault);
    }
    // Another one goes through, so that whoever would try again had its time.
    street.needhelp("Jake D").await;
    street.pinned("Jake D").await;
    for (child, ..) in refusals {
        assert_eq!((street.creates(child).len(), street.cards_ever(child)), (1, 0), "{child}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guard_stops_at_half_of_what_blocks_an_address_and_readyz_says_so() {
    let street = Street::open().await;
    street.needhelp("Jake A").await;
    let card = street.pinned("Jake A").await;
    // Nothing else can be refused this often in a test: the bot itself asks 50 times a second at most.
    street.discord.fault(Fault::error(403, 50013, "no").on_path("/interactions/**"));
    for _ in 0..50 {
        for _ in 0..100 {
            street.discord.person("Mike").click_forged(card.id, "ticket:1").await.expect("clicked");
        }
        let so_far = street.discord.invalid_requests();
        street
            .discord
            .wait_for_requests(|_| (street.discord.invalid_requests() >= so_far.min(4_900)).then_some(()))
            .await
            .expect("refused");
    }
    let said = street.until_readyz(|status, _| status == 503).await;
    assert!(said.contains("MISSING discord: it refused 5000 requests"), "{said}");
    street.discord.heal_all();
    let asked = street.needhelp("Jake B").await;
    assert!(asked.response().await.expect("answers still go out").ephemeral);
    asked.original_matches(|answer| answer.text().contains("Sent")).await.expect("sent");
    let status = street.get("/healthz").await.0;
    assert_eq!((status, street.creates("Jake B").len()), (200, 0));
    assert!(street.discord.invalid_requests() <= 5_100, "{}", street.discord.invalid_requests());
}

/// Waits until Sarah was mentioned for this child.
async fn told(street: &Street, child: &str) {
    let sarah = street.discord.person("Sarah").id();
    let told = |message: &fake_discord::Message| message.pings.users.contains(&sarah) && message.text().contains(child);
    street.channel().message(told).await.expect("the parent is told");
}
