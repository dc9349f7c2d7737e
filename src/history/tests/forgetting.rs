//! Who wants to be forgotten is out of all rows, whenever that comes, and what is counted stays.

use proptest::prelude::*;

use super::support::{Books, record};
use crate::alert::tests::properties::logs::any_log;
use crate::alert::{Event, Millis, UserId};
use crate::history::erasing::{erase_older, forget};
use crate::history::rebuild::fold_again;
use crate::kafka::record::Record;

const SARAH: UserId = UserId(1);
const MIKE: UserId = UserId(2);

/// The ids of the generated logs are short: the forgotten person has one that is found in no other text.
const LONG: [(&str, &str); 2] = [("\"1\"", "\"1305193870427029541\""), ("\"2\"", "\"1305193870427029542\"")];

fn long(user: UserId) -> UserId {
    UserId(1_305_193_870_427_029_540 + user.0)
}

fn records(events: &[Event]) -> Vec<Record> {
    events
        .iter()
        .map(|event| {
            let mut one = record("a", event, event.offset);
            let text = String::from_utf8(one.value.unwrap_or_default()).expect("JSON");
            one.value = Some(LONG.iter().fold(text, |text, (from, to)| text.replace(from, to)).into_bytes());
            one
        })
        .collect()
}

/// Everything but the texts and ids: what statistics count.
async fn counts(books: &Books) -> Vec<Vec<String>> {
    let alerts = "SELECT CAST(raised_offset AS text), phase, ending, CAST(answered AS text), CAST(claims AS text), \
                  CAST(seconds_to_claim AS text), CAST(highest_step AS text) FROM alerts ORDER BY raised_offset";
    let claims = "SELECT CAST(claim_offset AS text), ended_by, CAST(claimed_at AS text), CAST(with_child_at AS text) \
                  FROM claims ORDER BY claim_offset";
    [books.rows(alerts).await, books.rows(claims).await].concat()
}

/// Forgets one person when `before` records are written.
async fn play(events: Vec<Event>, before: usize, who: UserId) -> Result<(), TestCaseError> {
    let records = records(&events);
    let at = events.last().map_or(Millis(0), |last| last.ts);
    let books = Books::open().await;
    let found = books.begin("one", 0, 1_000_000).await;
    let mut writer = books.writer();
    let (first, rest) = records.split_at(before.min(records.len()));
    writer.write(found.log, 0, found.partitions[&0], first).await.expect("written");
    forget(&books.database, long(who), at).await.expect("forgotten");
    writer.forget();
    writer.write(found.log, 0, books.position(found.log).await, rest).await.expect("written");

    let all = books.dump().await;
    let id = long(who).to_string();
    prop_assert!(!all.iter().flatten().any(|text| text.contains(&id)), "the id is still there: {all:?}");
    if who == SARAH {
        prop_assert!(!all.iter().flatten().any(|text| text.contains("Jake")), "{all:?}");
    }
    fold_again(&books.database, &books.config, found.log, 0).await.expect("rebuilt");
    prop_assert_eq!(&all, &books.dump().await);

    let known = Books::open().await;
    known.write_all(&records).await.expect("written");
    prop_assert_eq!(counts(&known).await, counts(&books).await);
    Ok(())
}

/// Erases words that are old, at any point.
async fn age(events: Vec<Event>, before: usize) -> Result<(), TestCaseError> {
    let records = records(&events);
    let books = Books::open().await;
    books.write_all(&records).await.expect("written");
    let counted = counts(&books).await;
    let cut = events.get(before).map_or(Millis(i64::MAX / 2), |event| event.ts);
    erase_older(&books.database, cut).await.expect("erased");
    prop_assert_eq!(&counted, &counts(&books).await);
    let all = books.dump().await;
    fold_again(&books.database, &books.config, 1, 0).await.expect("rebuilt");
    prop_assert_eq!(&all, &books.dump().await);
    erase_older(&books.database, Millis(4_000_000_000_000)).await.expect("erased");
    let all = books.dump().await;
    let words = ["Jake", "Sarah", "Oak Street", "Mike", "Meeting"];
    prop_assert!(!all.iter().flatten().any(|text| words.iter().any(|word| text.contains(word))), "{all:?}");
    prop_assert_eq!(&counted, &counts(&books).await);
    Ok(())
}

fn run<F: Future<Output = Result<(), TestCaseError>>>(play: F) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(play)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_person_is_forgotten_whenever_they_ask(events in any_log(30), before in 0..30_usize, parent in any::<bool>()) {
        run(play(events, before, if parent { SARAH } else { MIKE }))?;
    }

    #[test]
    fn old_words_are_erased_and_counts_stay(events in any_log(30), before in 0..30_usize) {
        run(age(events, before))?;
    }
}
