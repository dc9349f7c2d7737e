//! The thread that serves a producer's events: delivery reports, errors, log lines and statistics.
//!
//! Must not poll without need. It waits until librdkafka has an event, so a delivery report is served at once, and an
//! idle producer costs nothing. rdkafka's own `ThreadedProducer` polls ten times a second, and spins for up to a
//! millisecond at the end of each poll: 0.9 % of a core.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::kafka::producer::{NativeQueue, Wake};
use rdkafka::producer::{BaseProducer, Producer as _, ProducerContext};

/// A producer whose events are served on a thread of its own. Dropping it ends the thread, drops what is still queued,
/// and blocks meanwhile.
pub(super) struct PolledProducer<C: ProducerContext + 'static> {
    producer: Arc<BaseProducer<C>>,
    stop: Arc<AtomicBool>,
    wake: Arc<Wake>,
    thread: Option<JoinHandle<()>>,
}

impl<C: ProducerContext + 'static> PolledProducer<C> {
    /// # Errors
    /// The operating system's, where it gives no thread.
    pub(super) fn start(producer: BaseProducer<C>) -> std::io::Result<Self> {
        let producer = Arc::new(producer);
        let (stop, wake) = (Arc::new(AtomicBool::new(false)), Arc::new(Wake::default()));
        let thread = std::thread::Builder::new().name("producer-poll".to_owned()).spawn({
            let (producer, stop, wake) = (Arc::clone(&producer), Arc::clone(&stop), Arc::clone(&wake));
            move || serve(&producer, &stop, &wake)
        })?;
        Ok(Self { producer, stop, wake, thread: Some(thread) })
    }
}

fn serve<C: ProducerContext>(producer: &BaseProducer<C>, stop: &AtomicBool, wake: &Arc<Wake>) {
    let events = NativeQueue::of_producer(producer.client(), wake);
    while !stop.load(Ordering::Acquire) {
        // With a timeout of zero `poll` serves one event. An event that comes after the last look wakes the wait.
        while !events.is_empty() {
            producer.poll(Duration::ZERO);
        }
        wake.wait();
    }
}

impl<C: ProducerContext + 'static> Deref for PolledProducer<C> {
    type Target = BaseProducer<C>;

    fn deref(&self) -> &Self::Target {
        &self.producer
    }
}

impl<C: ProducerContext + 'static> Drop for PolledProducer<C> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.wake.notify();
        if let Some(thread) = self.thread.take() {
            // A panic in there was logged where it happened.
            _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use rdkafka::ClientConfig;
    use rdkafka::client::ClientContext;
    use rdkafka::config::FromClientConfigAndContext as _;
    use rdkafka::message::DeliveryResult;
    use rdkafka::producer::BaseRecord;

    use super::*;
    use crate::kafka::mock_broker::MockBroker;

    /// Long beside what a report takes (less than a millisecond), short beside a test.
    const BOUND: Duration = Duration::from_secs(10);

    struct Reports(mpsc::Sender<bool>);

    impl ClientContext for Reports {}

    impl ProducerContext for Reports {
        type DeliveryOpaque = ();

        fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
            _ = self.0.send(result.is_ok());
        }
    }

    fn start(servers: &str) -> (PolledProducer<Reports>, mpsc::Receiver<bool>) {
        let (sender, reports) = mpsc::channel();
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", servers).set("message.timeout.ms", "60000");
        let producer = BaseProducer::from_config_and_context(&config, Reports(sender)).unwrap();
        (PolledProducer::start(producer).unwrap(), reports)
    }

    #[test]
    fn every_delivery_report_is_served_without_a_poll_by_the_caller() {
        let broker = MockBroker::start(&["log"]).unwrap();
        let (producer, reports) = start(broker.bootstrap_servers());
        for _ in 0..3 {
            // One at a time, so that each finds the thread waiting, and then many at once.
            producer.send(BaseRecord::<(), [u8]>::to("log").payload(b"help")).map_err(|(error, _)| error).unwrap();
            assert_eq!(reports.recv_timeout(BOUND), Ok(true));
        }
        for _ in 0..100 {
            producer.send(BaseRecord::<(), [u8]>::to("log").payload(b"help")).map_err(|(error, _)| error).unwrap();
        }
        for _ in 0..100 {
            assert_eq!(reports.recv_timeout(BOUND), Ok(true));
        }
    }

    #[test]
    fn an_idle_producer_ends_when_it_is_dropped_and_reports_what_was_queued() {
        // Nobody listens there.
        let (producer, reports) = start("127.0.0.1:1");
        producer.send(BaseRecord::<(), [u8]>::to("log").payload(b"help")).map_err(|(error, _)| error).unwrap();
        let dropped = std::thread::spawn(move || drop(producer));
        assert_eq!(reports.recv_timeout(BOUND), Ok(false));
        // The context goes with the producer.
        assert_eq!(reports.recv_timeout(BOUND), Err(mpsc::RecvTimeoutError::Disconnected));
        dropped.join().unwrap();
    }
}
