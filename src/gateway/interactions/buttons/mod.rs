//! The buttons of a card, one file each.

pub(crate) mod claim;
