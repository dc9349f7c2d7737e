//! Whatever comes from outside, nothing panics and nothing is shown that Discord would refuse: the fuzz targets' checks, on
//! stable, with their seeds and with what proptest makes. See fuzz/README.md.
//!
//! `when`, custom ids and headers have property tests of their own beside the code; here are the two that span modules.

#[path = "../../fuzz/checks.rs"]
mod checks;

use proptest::prelude::*;

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = format!("{}/fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(&folder).expect("there are seeds").map(|file| file.expect("a file").path());
    files.map(|path| (path.display().to_string(), std::fs::read(&path).expect("it can be read"))).collect()
}

#[test]
fn every_seed_passes_whole_cut_short_and_with_a_changed_bit() {
    for (target, check) in [
        ("record", checks::record as fn(&[u8])),
        ("when", checks::when),
        ("custom_id", checks::custom_id),
        ("card", checks::card),
    ] {
        let seeds = seeds(target);
        assert!(seeds.len() >= 5, "{target} has {} seeds", seeds.len());
        for (name, seed) in seeds {
            println!("{name}");
            check(&seed);
            for at in (0..seed.len()).step_by(seed.len() / 24 + 1) {
                check(&seed[..at]);
                let mut turned = seed.clone();
                turned[at] ^= 1 << (at % 8);
                check(&turned);
            }
        }
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
}

/// Hostile texts, and ordinary ones.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => any::<String>(),
        6 => "(@everyone|<@&1>|<@1>|\\*|👩‍👩‍👧|`|\\||a| |\n|\u{202e}){0,200}",
        1 => Just("*".repeat(6_000)),
        3 => "[0-9]{1,20}",
        3 => Just(String::new()),
    ]
}

/// The log of an alert in the form of [`checks::card`]: most are raised.
fn any_log() -> impl Strategy<Value = String> {
    let record = |letters: &'static str| {
        let texts = prop::collection::vec(text(), 0..8);
        (prop::sample::select(letters.chars().collect::<Vec<_>>()), texts).prop_map(|(letter, texts)| {
            let texts: Vec<_> = texts.iter().map(|text| text.replace([checks::RECORD, checks::UNIT], " ")).collect();
            format!("{letter}{}", texts.join(&checks::UNIT.to_string()))
        })
    };
    (record("RRRRc"), prop::collection::vec(record("ccccrwdxemWPISFR"), 0..8)).prop_map(|(first, more)| {
        more.into_iter().fold(first, |log, record| format!("{log}{}{record}", checks::RECORD))
    })
}

/// JSON that is nearly a record: known names, values of any kind.
fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let name = prop::sample::select(vec![
        "alert_id",
        "kind",
        "at",
        "parent_name",
        "child_name",
        "location",
        "message",
        "parent_id",
        "needed_by",
        "locale",
        "neighbor_id",
        "neighbor_name",
        "cause",
        "whom",
        "what",
        "reason",
        "as_of",
        "message_id",
        "channel_id",
        "event_id",
    ]);
    let kinds =
        vec!["raised", "claimed", "released", "done", "posted", "informed", "shown", "failed", "withdrawn", "x"];
    let value = prop_oneof![
        3 => text().prop_map(serde_json::Value::from),
        2 => prop::sample::select(kinds).prop_map(serde_json::Value::from),
        2 => any::<u64>().prop_map(|id| id.to_string().into()),
        1 => any::<i64>().prop_map(serde_json::Value::from),
        1 => any::<f64>().prop_map(serde_json::Value::from),
        2 => Just("2026-03-10T15:15:00Z".into()),
        1 => Just(serde_json::Value::Null),
        1 => Just(serde_json::json!([{}])),
    ];
    prop::collection::vec((name, value), 0..12)
        .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

proptest! {
    // Few a run: unoptimized, each takes its time. fuzz/README.md has the command for many.
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn any_log_can_be_rendered(log in any_log()) {
        checks::card(log.as_bytes());
    }

    #[test]
    fn any_record_is_read_or_said_to_be_broken(
        headers in "((ce_id|ce_type|give_up_at|source_ts|reply_to|x): [ -~é]{0,30}\n){0,4}",
        value in prop_oneof![
            any_value().prop_map(|value| value.to_string().into_bytes()),
            prop::collection::vec(any::<u8>(), 0..200),
        ],
        alert in prop::option::of(prop::array::uniform4(text())),
    ) {
        let value = match alert {
            Some([parent_name, child_name, location, message]) => serde_json::json!({
                "parent_name": parent_name, "child_name": child_name, "location": location, "message": message,
            }).to_string().into_bytes(),
            None => value,
        };
        checks::record(&[headers.as_bytes(), b"\n", &value].concat());
    }
}
