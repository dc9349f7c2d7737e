//! Discord away or unwilling (docs/reliability.md): failures of its own, dead connections, 429 of each kind, slow answers,
//! refusals. Through the real binary; in the end there is one card, and nothing was asked in vain.

use std::time::Duration;

use fake_discord::{Fault, Message, Method, Scope};

use crate::support::{Neighborhood, Shown};

const CREATE: &str = "/channels/*/messages";

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_discord_are_retried_and_the_card_is_posted_once() {
    let here = Neighborhood::of_one_process().await;
    let failing = here.discord.fault(Fault::status(503).on(Method::Post, CREATE).times(4));
    let pinning = here.discord.fault(Fault::status(500).on_path("/channels/*/messages/pins/*").times(2));
    here.needhelp("Jake A").await;
    let card = here.pinned("Jake A").await;
    assert_eq!((here.discord.hits(failing), here.discord.hits(pinning)), (4, 2));
    assert_eq!((here.creates("Jake A").len(), here.cards_ever_of("Jake A")), (5, 1));

    let editing = here.discord.fault(Fault::status(502).on(Method::Patch, "/channels/*/messages/*").times(2));
    let telling = here.discord.fault(Fault::status(502).on(Method::Post, CREATE).times(2));
    here.claim("Mike", &card).await;
    here.sarah_is_told_of("Jake A").await;
    here.closed(&card).await;
    assert_eq!((here.discord.hits(editing), here.discord.hits(telling)), (2, 2));
    assert_eq!(here.discord.person("Sarah").rung_by().len(), 1);
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_connections_cause_one_card_and_one_mention() {
    let here = Neighborhood::of_one_process().await;
    let die = |path: &str| {
        let before = here.discord.fault(Fault::reset_before().on_path(path).times(2));
        (before, here.discord.fault(Fault::reset_after().on_path(path).times(2)))
    };
    let faults = [die(CREATE), die("/channels/*/messages/pins/*")];
    here.needhelp("Jake A").await;
    let card = here.pinned("Jake A").await;
    assert_eq!(here.cards_ever_of("Jake A"), 1);

    let telling = die(CREATE);
    here.claim("Mike", &card).await;
    here.sarah_is_told_of("Jake A").await;
    // What comes later came after everything that was owed for the first.
    here.needhelp("Jake B").await;
    here.pinned("Jake B").await;
    assert_eq!((here.cards_ever_of("Jake A"), here.discord.person("Sarah").rung_by().len()), (1, 1));
    for (before, after) in faults.into_iter().chain([telling]) {
        assert_eq!((here.discord.hits(before), here.discord.hits(after)), (2, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_429_the_card_is_posted_once_and_not_too_early() {
    let here = Neighborhood::of_one_process().await;
    let wait = Duration::from_millis(1500);
    for (child, scope) in [("Jake A", Scope::User), ("Jake B", Scope::Shared)] {
        here.discord.fault(Fault::rate_limited(scope, wait).on(Method::Post, CREATE).times(1));
        here.needhelp(child).await;
        here.pinned(child).await;
        let creates = here.creates(child);
        assert_eq!((creates.len(), here.cards_ever_of(child)), (2, 1), "{scope:?}: {creates:#?}");
        assert!(creates[1].at - creates[0].at >= 1500, "{scope:?}: {creates:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_global_429_pauses_everything_but_answers_to_people() {
    let here = Neighborhood::of_one_process().await;
    let wait = Duration::from_secs(6);
    here.discord.fault(Fault::rate_limited(Scope::Global, wait).on(Method::Post, CREATE).times(1));
    let lines = || here.discord.requests();
    here.needhelp("Jake A").await;
    let began = here.discord.wait_for_requests(|requests| {
        requests.iter().find(|request| request.status == Some(429)).map(|request| request.at)
    });
    let began = began.await.expect("a 429");
    let asked = here.needhelp("Jake B").await;
    asked.response().await.expect("answered");
    here.pinned("Jake A").await;
    here.pinned("Jake B").await;
    let end = began + i64::try_from(wait.as_millis()).expect("short");
    let within: Vec<_> = lines().into_iter().filter(|request| request.at > began && request.at < end).collect();
    let (answers, others): (Vec<_>, Vec<_>) = within
        .into_iter()
        .partition(|request| request.route.starts_with("/interactions/") || request.route.starts_with("/webhooks/"));
    assert!(others.is_empty(), "Discord asked for silence: {others:#?}");
    assert!(!answers.is_empty(), "Jake B's parent had to wait");
    assert_eq!((here.cards_ever_of("Jake A"), here.cards_ever_of("Jake B")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_slower_than_an_attempt_causes_no_second_card() {
    let here = Neighborhood::of_one_process().await;
    let slow = Duration::from_secs(12);
    // Jake A's card is posted at once, but the answer is late. Jake B's is posted after the bot has given up waiting.
    let after = here.discord.fault(Fault::latency_after(slow).on(Method::Post, CREATE).times(1));
    let jake = here.needhelp("Jake A").await;
    here.card_of("Jake A").await;
    let before = here.discord.fault(Fault::latency_before(slow).on(Method::Post, CREATE).times(1));
    here.needhelp("Jake B").await;
    here.pinned("Jake A").await;
    here.pinned("Jake B").await;
    jake.original_matches(Message::says_posted).await.expect("the parent is told");
    assert_eq!((here.discord.hits(after), here.discord.hits(before)), (1, 1));
    assert_eq!((here.cards_ever_of("Jake A"), here.cards_ever_of("Jake B")), (1, 1));
    let timed_out = "{route=\"POST /channels/{channel}/messages\",status=\"timeout\"} 2";
    here.until("/metrics", |_, metrics| metrics.contains(timed_out)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_error_is_not_retried_and_the_parent_is_told() {
    let here = Neighborhood::of_one_process().await;
    // A broken form is refused at once; what may pass is refused when it has stood for half a minute.
    for (child, status, code, attempts) in [("Jake A", 400, 50035, 1), ("Jake B", 403, 50013, 3)] {
        let fault = here.discord.fault(Fault::error(status, code, "no").on(Method::Post, CREATE));
        let asked = here.needhelp(child).await;
        let told = asked.original_matches(Message::says_not_shown).await;
        if let Err(error) = told {
            panic!("{child}: {error}; {:?}", asked.original_now().map(|answer| answer.text()));
        }
        here.discord.heal(fault);
        let creates = here.creates(child).len();
        assert!((attempts..attempts + 10).contains(&creates), "{child}: {creates}");
        assert!(attempts > 1 || creates == 1, "{child}: {creates}");
        assert_eq!(here.cards_ever_of(child), 0, "{child}");
    }
    // Another one goes through.
    here.needhelp("Jake C").await;
    here.pinned("Jake C").await;
    assert_eq!((here.creates("Jake A").len(), here.cards_ever_of("Jake B")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_stop_at_half_of_the_invalid_ones_that_block_an_address() {
    let here = Neighborhood::of_one_process().await;
    here.needhelp("Jake A").await;
    let card = here.pinned("Jake A").await;
    // Nothing else can be refused this often in a test: the bot itself asks 50 times a second at most.
    here.discord.fault(Fault::error(403, 50013, "no").on_path("/interactions/**"));
    for _ in 0..50 {
        for _ in 0..100 {
            here.discord.person("Mike").click_forged(card.id, "ticket:1").await.expect("clicked");
        }
        let so_far = here.discord.invalid_requests();
        let refused =
            here.discord.wait_for_requests(|_| (here.discord.invalid_requests() >= so_far.min(4_900)).then_some(()));
        refused.await.expect("refused");
    }
    let said = here.until_readyz(|status, _| status == 503).await;
    assert!(said.contains("MISSING discord: it refused 5000 requests"), "{said}");
    here.discord.heal_all();
    let asked = here.needhelp("Jake B").await;
    assert!(asked.response().await.expect("answers still go out").ephemeral);
    asked.original_matches(Message::says_sent).await.expect("sent");
    let status = here.get("/healthz").await.0;
    assert_eq!((status, here.creates("Jake B").len()), (200, 0));
    assert!(here.discord.invalid_requests() <= 5_100, "{}", here.discord.invalid_requests());
}
