//! Batches: exactly once, whatever is cut, repeated, lost or done by two.

use std::future::Future as _;
use std::pin::pin;
use std::task::Poll;

use proptest::prelude::*;
use serde_json::Value;

use super::support::{Books, record};
use crate::alert::Event;
use crate::alert::tests::properties::logs::any_log;
use crate::history::ingest::{Ingest, IngestError};
use crate::history::positions::Position;
use crate::history::rebuild::fold_again;
use crate::kafka::record::Record;

/// What happens to a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    IsWritten,
    /// The process is killed after so many steps.
    Dies(u8),
    /// It is written, and the answer is lost.
    AnswerIsLost,
}

/// A batch: by which writer, how many records, and its fate.
#[derive(Debug, Clone, Copy)]
struct Batch {
    writer: usize,
    records: usize,
    fate: Fate,
}

fn batch() -> impl Strategy<Value = Batch> {
    let fate = prop_oneof![
        4 => Just(Fate::IsWritten),
        2 => (0..40_u8).prop_map(Fate::Dies),
        1 => Just(Fate::AnswerIsLost),
    ];
    (0..2_usize, 1..12_usize, fate).prop_map(|(writer, records, fate)| Batch { writer, records, fate })
}

/// The logs of up to three alerts, mixed as in a partition.
fn any_records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(any_log(25), 1..4).prop_map(|logs| {
        let of_log = |(number, log): (usize, Vec<Event>)| {
            let alert = format!("alert-{number}");
            log.into_iter().map(move |event| moved(record(&alert, &event, event.offset), number))
        };
        let mut records: Vec<_> = logs.into_iter().enumerate().flat_map(of_log).collect();
        records.sort_by_key(|record| record.offset);
        records
    })
}

/// Each alert has offsets of its own, which its records name.
fn moved(mut record: Record, number: usize) -> Record {
    let number = i64::try_from(number).expect("a small number");
    let offset = |before: i64| before * 4 + number;
    let at = offset(record.offset);
    record.offset = at;
    let mut body: Value = serde_json::from_slice(&record.value.unwrap_or_default()).expect("JSON");
    for name in ["since", "as_of"] {
        if let Some(named) = body.get_mut(name) {
            *named = named.as_i64().map(offset).into();
        }
    }
    record.value = Some(body.to_string().into_bytes());
    record
}

struct Writer {
    ingest: Ingest,
    position: Position,
}

async fn attempt(books: &Books, log: i64, writer: &mut Writer, batch: Batch, records: &[Record]) {
    let from = records.partition_point(|record| record.offset < writer.position.next);
    let some = &records[from..records.len().min(from + batch.records)];
    let written = match batch.fate {
        Fate::Dies(steps) => {
            let mut write = pin!(writer.ingest.write(log, 0, writer.position, some));
            let mut left = steps;
            let done = std::future::poll_fn(|context| match write.as_mut().poll(context) {
                Poll::Ready(written) => Poll::Ready(Some(written)),
                Poll::Pending if left == 0 => Poll::Ready(None),
                Poll::Pending => {
                    left -= 1;
                    Poll::Pending
                }
            })
            .await;
            // Its successor begins where the database is.
            done.unwrap_or(Err(IngestError::Overtaken))
        }
        Fate::IsWritten | Fate::AnswerIsLost => writer.ingest.write(log, 0, writer.position, some).await,
    };
    match (written, batch.fate) {
        // It tries the same again.
        (Ok(_), Fate::AnswerIsLost) => writer.ingest.forget(),
        (Ok(position), _) => writer.position = position,
        (Err(IngestError::Overtaken), _) => {
            writer.ingest = books.writer();
            writer.position = books.position(log).await;
        }
        (Err(error), _) => panic!("{error}"),
    }
}

async fn play(records: Vec<Record>, batches: Vec<Batch>) -> Result<(), TestCaseError> {
    let books = Books::open().await;
    let found = books.begin("one", 0, 1_000_000).await;
    let mut writers = [0, 1].map(|_| Writer { ingest: books.writer(), position: found.partitions[&0] });
    for batch in batches {
        attempt(&books, found.log, &mut writers[batch.writer], batch, &records).await;
    }
    loop {
        let position = books.position(found.log).await;
        let from = records.partition_point(|record| record.offset < position.next);
        if from == records.len() {
            break;
        }
        books.writer().write(found.log, 0, position, &records[from..]).await.expect("written");
    }
    let live = books.dump().await;
    let at_once = Books::open().await;
    at_once.write_all(&records).await.expect("written");
    prop_assert_eq!(&live, &at_once.dump().await);
    fold_again(&books.database, &books.config, found.log, 0).await.expect("rebuilt");
    prop_assert_eq!(&live, &books.dump().await);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn crashes_two_writers_and_lost_answers_make_the_rows_of_one_rebuild(
        records in any_records(),
        batches in prop::collection::vec(batch(), 0..14),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(play(records, batches))?;
    }
}
