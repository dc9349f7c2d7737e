//! What the tests use of the library, by name and in one place: its modules may move.

pub use needhelp::alert::{
    About, Alert, AlertId, AlertState, Body, ChannelId, Claim, Ending, Event, EventId, FailedEffect, GuildId, Key,
    Kind, MessageId, Millis, Notice, Outcome, Phase, Recipient, Refusal, RoleId, UserId, Words, blocked_hash,
};
pub use needhelp::alert_log::codec;
pub use needhelp::alert_log::partitioner::home_partition;
pub use needhelp::board::Board;
pub use needhelp::clocks::Clock;
pub use needhelp::config::{Config, KafkaConfig, LogFormat, Properties};
pub use needhelp::discord::Language;
pub use needhelp::discord::action::Action;
pub use needhelp::discord::input::custom_id::CustomId;
pub use needhelp::discord::render::card;
pub use needhelp::discord::rest::{Call, Priority, Rest};
pub use needhelp::gateway::view::{Freshness, View};
pub use needhelp::gateway::{Gateway, GatewayState};
pub use needhelp::history::{History, HistoryState};
pub use needhelp::intake::Intake;
pub use needhelp::kafka::admin::findings::Finding;
pub use needhelp::kafka::admin::topics::{self, Topics};
pub use needhelp::kafka::admin::{read_topic, round_trip};
pub use needhelp::kafka::client::MessageTimeout;
pub use needhelp::kafka::consumer::{
    Assignment, ConsumedRecord, Consumer, ConsumerEvent, ConsumerEvents, StartAt, Verdict,
};
pub use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker, PARTITIONS, fast_properties};
pub use needhelp::kafka::producer::dead_letter::{self, Appended, DeadLetter};
pub use needhelp::kafka::producer::{Delivered, Outgoing, Producer, SendError};
pub use needhelp::kafka::record::{Envelope, Record, ReplyTo};
pub use needhelp::process::http::Http;
pub use needhelp::process::{self, Parts, telemetry};
pub use needhelp::settings::{Follower, Settings, record as settings_record};
