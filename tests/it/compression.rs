//! Records that another producer wrote with zstd: read where this build has it, named where it does not.

use crate::support::bot::{Consumer, ConsumerEvent, KafkaConfig, MockBroker};
use crate::support::records::{self, REPLAY, until};

const TOPIC: &str = "bus-stop-alerts";

#[cfg(feature = "zstd")]
#[tokio::test(flavor = "multi_thread")]
async fn a_record_in_zstd_is_read() {
    let embedded = MockBroker::start(&[TOPIC]).expect("the embedded broker starts");
    let config = embedded.config();
    let mut writing: KafkaConfig = config.clone();
    writing.properties.0.push(("compression.type".to_owned(), "zstd".to_owned()));
    let alert = "Jake missed the bus at Oak Street. ".repeat(100);
    let sent = records::producer(&writing).send(records::outgoing(TOPIC, 0, &alert)).await;
    sent.expect("written");
    let (_consumer, mut events) = Consumer::start(&config, "intake", TOPIC, REPLAY).expect("a consumer");
    let value = until(&mut events, |event| match event {
        ConsumerEvent::Record(consumed) => consumed.split().0.value,
        _ => None,
    })
    .await;
    assert_eq!(value, alert.into_bytes());
}

#[cfg(not(feature = "zstd"))]
#[tokio::test(flavor = "multi_thread")]
async fn a_record_in_zstd_stops_the_reading_with_the_feature_that_is_missing() {
    let embedded = MockBroker::start(&[TOPIC]).expect("the embedded broker starts");
    let config: KafkaConfig = embedded.config();
    let servers = config.bootstrap_servers.clone();
    let written = tokio::task::spawn_blocking(move || produce_zstd(&servers)).await.expect("no panic");
    written.expect("the broker takes it");
    let (_consumer, mut events) = Consumer::start(&config, "intake", TOPIC, REPLAY).expect("a consumer");
    let said = until(&mut events, |event| match event {
        ConsumerEvent::Warning(text) => Some(text),
        ConsumerEvent::Record(consumed) => panic!("read without zstd: {consumed:?}"),
        _ => None,
    })
    .await;
    assert!(said.contains(TOPIC) && said.contains("cargo build --release --features zstd"), "{said}");
}

/// One record batch to partition 0, marked as compressed with zstd, in Kafka's own protocol (Produce, version 3): a client
/// without zstd does not write any. The broker looks at the header alone.
#[cfg(not(feature = "zstd"))]
fn produce_zstd(servers: &str) -> std::io::Result<()> {
    use std::io::{Read as _, Write as _};

    const ZSTD: i16 = 4;
    let compressed = b"no reader without zstd looks in here";
    // From the partition leader's epoch to the end of the batch.
    let mut batch = Vec::new();
    batch.extend((-1_i32).to_be_bytes());
    batch.push(2);
    // The checksum, which the embedded broker does not verify and consumers only on request.
    batch.extend(0_u32.to_be_bytes());
    batch.extend(ZSTD.to_be_bytes());
    // The last offset's distance, two times, the producer's id, epoch and sequence, the count.
    batch.extend(0_i32.to_be_bytes());
    batch.extend([1_900_000_000_000_i64.to_be_bytes(); 2].concat());
    batch.extend((-1_i64).to_be_bytes());
    batch.extend((-1_i16).to_be_bytes());
    batch.extend((-1_i32).to_be_bytes());
    batch.extend(1_i32.to_be_bytes());
    batch.extend(compressed);
    let size = |bytes: &[u8]| i32::try_from(bytes.len()).expect("small").to_be_bytes();
    let records = [&0_i64.to_be_bytes()[..], &size(&batch), &batch].concat();
    let text = |text: &str| [&i16::try_from(text.len()).expect("short").to_be_bytes(), text.as_bytes()].concat();

    // Key 0 (Produce), version 3, a correlation id, the client's id; no transaction, acks of the leader, 5 s.
    let mut request = [0_i16.to_be_bytes(), 3_i16.to_be_bytes()].concat();
    request.extend(7_i32.to_be_bytes());
    request.extend(text("another-producer"));
    request.extend([(-1_i16).to_be_bytes(), 1_i16.to_be_bytes()].concat());
    request.extend(5_000_i32.to_be_bytes());
    request.extend([&1_i32.to_be_bytes()[..], &text(TOPIC), &1_i32.to_be_bytes(), &0_i32.to_be_bytes()].concat());
    request.extend([&size(&records)[..], &records].concat());

    let mut broker = std::net::TcpStream::connect(servers)?;
    broker.set_read_timeout(Some(records::PATIENCE))?;
    broker.write_all(&[&size(&request)[..], &request].concat())?;
    let mut answer = vec![0; 4 + 4 + 4 + 2 + TOPIC.len() + 4 + 4 + 2];
    broker.read_exact(&mut answer)?;
    let code = i16::from_be_bytes([answer[answer.len() - 2], answer[answer.len() - 1]]);
    assert_eq!(code, 0, "the broker refuses the batch: {answer:?}");
    Ok(())
}
