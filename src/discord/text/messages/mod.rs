//! The keys of the catalogue, each as a function of the language and the parts of its sentence.
//!
//! The sentences are in `locales/`, in the same order. Labels of buttons are not here: their keys are made of the names
//! of their actions ([`super::label`]).

mod private;
mod public;

pub(crate) use private::*;
pub(crate) use public::*;

/// All keys and the names of their parts.
#[cfg(test)]
pub(super) fn keys() -> impl Iterator<Item = &'static (&'static str, &'static [&'static str])> {
    public::KEYS.iter().chain(private::KEYS)
}
