//! What rdkafka does not offer, through librdkafka's own C interface. With `crate::process::exit` the only module with `unsafe`
//! code.
//!
//! Must hold no policy: each function is one question to librdkafka, and copies the answer.

#![allow(unsafe_code)]

use std::borrow::Cow;
use std::ffi::{CStr, CString, c_char, c_void};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::bindings as sys;
use rdkafka::client::{Client, ClientContext};
use rdkafka::message::BorrowedMessage;
use rdkafka::types::RDKafkaErrorCode;

use crate::kafka::client::Wake;

/// Whether a record that was reported as failed may be in the log all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Persistence {
    Never,
    Possibly,
    Surely,
}

/// `rd_kafka_message_status`, which rdkafka's delivery reports hide.
pub(crate) fn persistence(message: &BorrowedMessage<'_>) -> Persistence {
    // SAFETY: the pointer is valid for as long as the borrow of the message.
    match unsafe { sys::rd_kafka_message_status(message.ptr()) } {
        sys::rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_NOT_PERSISTED => Persistence::Never,
        sys::rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED => Persistence::Possibly,
        sys::rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_PERSISTED => Persistence::Surely,
    }
}

/// A record's headers. rdkafka's own accessor panics on a name that is not UTF-8, and anyone may write one.
pub(crate) fn headers<'a>(message: &'a BorrowedMessage<'_>) -> Vec<(Cow<'a, str>, Option<&'a [u8]>)> {
    let mut all = Vec::new();
    let mut list = std::ptr::null_mut();
    // SAFETY: the message outlives the list, which it owns; the list outlives what is borrowed of it.
    unsafe {
        if sys::rd_kafka_message_headers(message.ptr(), &raw mut list)
            != sys::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR
        {
            return all;
        }
        for index in 0.. {
            let (mut name, mut value, mut size) = (std::ptr::null(), std::ptr::null(), 0);
            let code = sys::rd_kafka_header_get_all(list, index, &raw mut name, &raw mut value, &raw mut size);
            if code != sys::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR {
                break;
            }
            let value = (!value.is_null()).then(|| std::slice::from_raw_parts(value.cast::<u8>(), size));
            all.push((CStr::from_ptr(name).to_string_lossy(), value));
        }
    }
    all
}

/// The metadata of each committed offset, in the list's order. rdkafka's own accessor panics where it is not UTF-8.
pub(crate) fn commit_metadata(list: &TopicPartitionList) -> Vec<String> {
    // SAFETY: the elements are valid for as long as the list; librdkafka gives their number and the metadata's size.
    unsafe {
        let native = &*list.ptr();
        let count = usize::try_from(native.cnt).unwrap_or(0);
        if count == 0 {
            return Vec::new();
        }
        std::slice::from_raw_parts(native.elems, count)
            .iter()
            .map(|element| {
                if element.metadata.is_null() {
                    return String::new();
                }
                let bytes = std::slice::from_raw_parts(element.metadata.cast::<u8>(), element.metadata_size);
                String::from_utf8_lossy(bytes).into_owned()
            })
            .collect()
    }
}

/// Names the brokers of `bootstrap.servers` to the client once more; those that it knows stay as they are.
pub(crate) fn name_brokers<C: ClientContext>(client: &Client<C>, servers: &str) {
    if let Ok(servers) = CString::new(servers) {
        // SAFETY: the client is borrowed, hence alive; librdkafka copies the names.
        unsafe { sys::rd_kafka_brokers_add(client.native_ptr(), servers.as_ptr()) };
    }
}

/// Whether the consumer is a member of its group: it has the name that the group gave it. Blocks for librdkafka's own
/// thread, which is never long.
pub(crate) fn is_member<C: ClientContext>(client: &Client<C>) -> bool {
    // SAFETY: the client is borrowed, hence alive; what it answers is ours, and given back to librdkafka's allocator.
    unsafe {
        let name = sys::rd_kafka_memberid(client.native_ptr());
        if name.is_null() {
            return false;
        }
        let is_member = *name != 0;
        sys::rd_kafka_mem_free(client.native_ptr(), name.cast());
        is_member
    }
}

/// The queue that a client's events wait in until its `poll` serves them. Wakes a thread whenever it is no longer empty.
///
/// rdkafka has this for consumers only, and does not expose the queue's length.
pub(crate) struct NativeQueue<'c> {
    queue: *mut sys::rd_kafka_queue_t,
    /// The callback has its address.
    _wake: Arc<Wake>,
    _client: PhantomData<&'c ()>,
}

impl<'c> NativeQueue<'c> {
    /// A producer's events. Wakes at once where some are waiting already.
    pub(crate) fn of_producer<C: ClientContext>(client: &'c Client<C>, wake: &Arc<Wake>) -> Self {
        // SAFETY: the client is borrowed, hence alive; every client has this queue.
        Self::new(unsafe { sys::rd_kafka_queue_get_main(client.native_ptr()) }, wake)
    }

    /// A consumer's events, its records among them. Wakes at once where some are waiting already. `None` where the
    /// client is no consumer.
    pub(crate) fn of_consumer<C: ClientContext>(client: &'c Client<C>, wake: &Arc<Wake>) -> Option<Self> {
        // SAFETY: the client is borrowed, hence alive; null says that it has none.
        let queue = unsafe { sys::rd_kafka_queue_get_consumer(client.native_ptr()) };
        (!queue.is_null()).then(|| Self::new(queue, wake))
    }

    fn new(queue: *mut sys::rd_kafka_queue_t, wake: &Arc<Wake>) -> Self {
        let wake = Arc::clone(wake);
        let opaque = Arc::as_ptr(&wake).cast_mut().cast();
        // SAFETY: `drop` takes the callback away before it lets go of the flag that the callback is given.
        unsafe { sys::rd_kafka_queue_cb_event_enable(queue, Some(notify), opaque) };
        wake.notify();
        Self { queue, _wake: wake, _client: PhantomData }
    }

    /// Whether no event waits.
    pub(crate) fn is_empty(&self) -> bool {
        // SAFETY: the queue is ours until `drop`.
        unsafe { sys::rd_kafka_queue_length(self.queue) == 0 }
    }
}

impl Drop for NativeQueue<'_> {
    fn drop(&mut self) {
        // SAFETY: librdkafka calls back with the queue locked, and needs the lock to take the callback away: afterwards no
        // call is under way. The reference was taken in `new`.
        unsafe {
            sys::rd_kafka_queue_cb_event_enable(self.queue, None, std::ptr::null_mut());
            sys::rd_kafka_queue_destroy(self.queue);
        }
    }
}

/// On one of librdkafka's threads, which holds the queue's lock: must not call librdkafka.
unsafe extern "C" fn notify(_: *mut sys::rd_kafka_t, wake: *mut c_void) {
    // SAFETY: the pointer of `NativeQueue::new`, which outlives the callback.
    unsafe { (*wake.cast::<Wake>()).notify() }
}

/// A running question for a topic's id (KIP-516). A topic that was deleted and created again has another one.
pub(crate) struct TopicIdQuestion<'c> {
    queue: *mut sys::rd_kafka_queue_t,
    _client: PhantomData<&'c ()>,
}

impl<'c> TopicIdQuestion<'c> {
    /// Asks without waiting; `None` where the topic's name cannot be asked for.
    pub(crate) fn ask<C: ClientContext>(client: &'c Client<C>, topic: &str, timeout: Duration) -> Option<Self> {
        let client = client.native_ptr();
        let topic = CString::new(topic).ok()?;
        let mut names = [topic.as_ptr()];
        // SAFETY: the client is borrowed, hence alive; all that is made here is destroyed here, but the queue, which
        // `drop` destroys, within the same borrow.
        unsafe {
            let topics = sys::rd_kafka_TopicCollection_of_topic_names(names.as_mut_ptr(), names.len());
            let options =
                sys::rd_kafka_AdminOptions_new(client, sys::rd_kafka_admin_op_t::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS);
            let mut text: [c_char; 128] = [0; 128];
            let timeout = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
            sys::rd_kafka_AdminOptions_set_request_timeout(options, timeout, text.as_mut_ptr(), text.len());
            let queue = sys::rd_kafka_queue_new(client);
            sys::rd_kafka_DescribeTopics(client, topics, options, queue);
            sys::rd_kafka_AdminOptions_destroy(options);
            sys::rd_kafka_TopicCollection_destroy(topics);
            Some(Self { queue, _client: PhantomData })
        }
    }

    /// The answer, if it comes within `wait`.
    pub(crate) fn answer(&self, wait: Duration) -> Option<TopicId> {
        let wait = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
        // SAFETY: the event owns everything that is read of it, and is destroyed last.
        unsafe {
            let event = sys::rd_kafka_queue_poll(self.queue, wait);
            if event.is_null() {
                return None;
            }
            let answer = topic_id(event);
            sys::rd_kafka_event_destroy(event);
            Some(answer)
        }
    }
}

impl Drop for TopicIdQuestion<'_> {
    fn drop(&mut self) {
        // SAFETY: made in `ask`, and destroyed here alone; librdkafka drops a late answer to a queue that is gone.
        unsafe { sys::rd_kafka_queue_destroy(self.queue) }
    }
}

/// What the broker says of a topic's identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TopicId {
    /// Its id, in base 64.
    Is(String),
    /// There is no such topic.
    Missing,
    /// The broker has no topic ids.
    HasNone,
    /// No answer.
    Unknown,
}

unsafe fn topic_id(event: *mut sys::rd_kafka_event_t) -> TopicId {
    // SAFETY: the caller's event is alive; librdkafka gives null where there is no result.
    unsafe {
        let result = sys::rd_kafka_event_DescribeTopics_result(event);
        if result.is_null() {
            return TopicId::Unknown;
        }
        let mut count = 0;
        let topics = sys::rd_kafka_DescribeTopics_result_topics(result, &raw mut count);
        if topics.is_null() || count == 0 {
            return TopicId::Unknown;
        }
        let error = sys::rd_kafka_TopicDescription_error(*topics);
        if !error.is_null() {
            let code: RDKafkaErrorCode = sys::rd_kafka_error_code(error).into();
            return match code {
                RDKafkaErrorCode::NoError => id_of(*topics),
                RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic => TopicId::Missing,
                _ => TopicId::Unknown,
            };
        }
        id_of(*topics)
    }
}

unsafe fn id_of(topic: *const sys::rd_kafka_TopicDescription_t) -> TopicId {
    // SAFETY: the caller's description is alive, and so is the id that it owns.
    unsafe {
        let id = sys::rd_kafka_TopicDescription_topic_id(topic);
        if id.is_null()
            || (sys::rd_kafka_Uuid_most_significant_bits(id) == 0 && sys::rd_kafka_Uuid_least_significant_bits(id) == 0)
        {
            return TopicId::HasNone;
        }
        TopicId::Is(CStr::from_ptr(sys::rd_kafka_Uuid_base64str(id)).to_string_lossy().into_owned())
    }
}

/// Settings of the mock broker that rdkafka does not offer. They do nothing where the client owns no mock broker.
#[cfg(any(test, feature = "demo"))]
pub(crate) mod mock {
    use super::{Client, ClientContext, Duration, sys};

    /// How long it waits for further members before it hands out partitions (3 s by itself).
    pub(crate) fn set_rebalance_delay<C: ClientContext>(client: &Client<C>, delay: Duration) {
        let delay = i32::try_from(delay.as_millis()).unwrap_or(i32::MAX);
        // SAFETY: the client is borrowed, hence alive, and owns the cluster.
        with_cluster(client, |cluster| unsafe { sys::rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, delay) });
    }

    /// Where it says that it is: a forwarder's fixed port.
    pub(crate) fn set_port<C: ClientContext>(client: &Client<C>, broker: i32, port: u16) {
        // SAFETY: as above; librdkafka copies the name.
        with_cluster(client, |cluster| unsafe {
            sys::rd_kafka_mock_broker_set_host_port(cluster, broker, c"127.0.0.1".as_ptr(), i32::from(port));
        });
    }

    /// The next request of this kind is carried out, and answered after `delay`.
    pub(crate) fn delay_answer<C: ClientContext>(client: &Client<C>, broker: i32, api: i16, delay: Duration) {
        let delay = i32::try_from(delay.as_millis()).unwrap_or(i32::MAX);
        // SAFETY: as above; one pair of error and delay follows the count of one.
        with_cluster(client, |cluster| unsafe {
            let no_error = sys::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR;
            sys::rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, api, 1, no_error, delay);
        });
    }

    fn with_cluster<C: ClientContext>(client: &Client<C>, act: impl FnOnce(*mut sys::rd_kafka_mock_cluster_t)) {
        // SAFETY: the client is alive; null says that it has no mock cluster.
        let cluster = unsafe { sys::rd_kafka_handle_mock_cluster(client.native_ptr()) };
        if !cluster.is_null() {
            act(cluster);
        }
    }
}
