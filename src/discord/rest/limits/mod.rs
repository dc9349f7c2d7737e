//! Discord's rate limits: routes, the queue of calls, the pause after a refusal, and the limit of invalid requests.
//!
//! Must not send anything: it decides when a call may go out.

pub(crate) mod gate;
pub(crate) mod invalid_requests;
pub(crate) mod queue;
pub(crate) mod route;
