//! Topics: created, verified, read whole, and tried with a round trip.

pub(crate) mod read_partition;
pub mod read_topic;
pub mod round_trip;
pub mod topics;

use crate::kafka::client::{self, Connectivity, MessageTimeout, features};
use crate::kafka::producer::{Outgoing, Producer};
use crate::kafka::record::{Envelope, Record};
