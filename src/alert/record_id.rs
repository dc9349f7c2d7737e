//! The ids of records that no person caused: computed from their content, so that a repetition is recognized
//! (docs/protocol.md#rule-3). They must never change.

use super::event::Kind;
use super::ids::{AlertId, EventId};

impl Kind {
    /// The id of a record that no person caused, computed from its content, so that a repetition is recognized
    /// (docs/protocol.md#rule-3). Events of people have the interaction's id instead.
    #[must_use]
    pub fn own_id(&self, alert: &AlertId) -> EventId {
        let name = self.name();
        EventId::of(match self {
            Kind::Posted { message_id, .. } => format!("{alert}/{name}/{message_id}"),
            Kind::Informed { cause, whom, message_id, .. } => {
                let message = message_id.map_or_else(|| "-".to_owned(), |id| id.to_string());
                format!("{alert}/{name}/{cause}/{}/{message}", whom.id_name())
            }
            Kind::Shown { as_of, pinned, removed, look } => {
                let removed: Vec<_> = removed.iter().map(ToString::to_string).collect();
                let pinned = match pinned {
                    None => "None",
                    Some(true) => "Some(true)",
                    Some(false) => "Some(false)",
                };
                // The first look had no number, and its ids must stay.
                let look = if *look == 0 { String::new() } else { format!("/{look}") };
                format!("{alert}/{name}/{as_of}/{pinned}/{}{look}", removed.join("+"))
            }
            Kind::Failed { cause, what, as_of, .. } => {
                format!("{alert}/{name}/{cause}/{}/{as_of}", what.id_name())
            }
            Kind::Withdrawn { event_id } => format!("{alert}/{name}/{event_id}"),
            Kind::Escalated { step, since: Some(since) } => format!("{alert}/{name}/{since}/{step}"),
            Kind::Escalated { step, since: None } => format!("{alert}/{name}/{step}"),
            Kind::Expired { missed, since: Some(since) } => format!("{alert}/{name}/{since}/{missed}"),
            Kind::Expired { missed, since: None } => format!("{alert}/{name}/{missed}"),
            Kind::Reminded { since } => format!("{alert}/{name}/{since}"),
            _ => format!("{alert}/{name}"),
        })
    }
}
