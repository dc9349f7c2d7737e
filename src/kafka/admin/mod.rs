//! Topics: created, verified, read whole, tried with a round trip, and looked through for open transactions.

pub mod findings;
pub(crate) mod read_partition;
pub mod read_topic;
pub mod round_trip;
pub(crate) mod scan;
pub mod topics;
pub mod transactions;

use crate::kafka::client::{self, Connectivity, MessageTimeout, features};
use crate::kafka::producer::{Delivered, Outgoing, Producer};
use crate::kafka::record::{Envelope, Record};
