//! `/healthz`, `/readyz` and `/metrics` of the real binary: what an admin and a scraper are told.

#[path = "support/street.rs"]
mod street;
mod support;

use street::Street;

/// A series that has to be there, by its name and the beginning of one of its label sets.
const SERIES: &[(&str, &[&str])] = &[
    ("needhelp_records_total", &["topic=\"alerts\"", "kind=\"alert\"", "outcome=\"raised\""]),
    ("needhelp_records_total", &["topic=\"confirmations\"", "kind=\"claimed\"", "outcome="]),
    ("needhelp_raised_to_posted_seconds_count", &[]),
    ("needhelp_raised_to_posted_seconds_bucket", &["le="]),
    ("needhelp_click_to_card_seconds_count", &[]),
    ("needhelp_discord_requests_total", &["route=\"POST /channels/{channel}/messages\"", "status=\"200\""]),
    ("needhelp_dead_letters_total", &[]),
    ("needhelp_lag_records", &["service=\"board\"", "partition=\"0\""]),
    ("needhelp_lag_records", &["service=\"intake\"", "partition=\"0\""]),
    ("needhelp_open_alerts", &[]),
    ("needhelp_oldest_unfinished_record_seconds", &[]),
    ("needhelp_reconnects_total", &["to=\"discord\""]),
];

fn has(metrics: &str, name: &str, labels: &[&str]) -> bool {
    metrics.lines().any(|line| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(['{', ' ']) && labels.iter().all(|label| rest.contains(label)))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_have_every_promised_series_and_no_id_is_a_label() {
    let street = Street::open().await;
    street.append(b"help!").await;
    let asked = street.needhelp("Jake").await;
    let card = street.pinned("Jake").await;
    street.discord.person("Mike").click(card.id, "I've got it").await.expect("clicked");
    street.channel().message(|message| message.id == card.id && message.buttons().is_empty()).await.expect("claimed");
    street.discord.gateway().drop_connections();
    let metrics =
        street.until("/metrics", |_, metrics| SERIES.iter().all(|(name, labels)| has(metrics, name, labels))).await;

    let help = |name: &str| metrics.contains(&format!("# HELP {name} "));
    for (name, _) in SERIES {
        let name = name.trim_end_matches("_count").trim_end_matches("_bucket");
        assert!(help(name), "{name} is not explained:\n{metrics}");
    }
    // Ids, tokens and names have no end, and are nobody's business here.
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let labels = line.rsplit_once(' ').map_or(line, |(series, _)| series);
        let digits = labels.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
        assert!(digits < 12, "an id: {line}");
    }
    for secret in [street.discord.token(), asked.id().to_string(), "Jake".into(), "Sarah".into(), "Mike".into()] {
        assert!(!metrics.contains(&secret), "{secret} is in\n{metrics}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_broker_is_away_it_is_alive_and_says_that_it_is_not_ready() {
    let street = Street::open().await;
    street.broker.down().expect("broken");
    let said = street.until_readyz(|status, said| status == 503 && said.matches("MISSING").count() >= 3).await;
    for part in ["MISSING gateway: ", "MISSING intake: ", "MISSING board: "] {
        assert!(said.lines().any(|line| line.starts_with(part) && line.contains("Kafka")), "{said}");
    }
    assert!(said.contains("ok      discord"), "{said}");
    assert_eq!(street.get("/healthz").await, (200, "alive\n".to_owned()));
    street.broker.up().expect("mended");
    street.until_readyz(|status, _| status == 200).await;
    street.until("/metrics", |_, metrics| has(metrics, "needhelp_reconnects_total", &["to=\"kafka\""])).await;
    street.needhelp("Jake").await;
    street.pinned("Jake").await;
}
