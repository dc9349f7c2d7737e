//! The sentences of `locales/`, a file for each language in the format of [Project Fluent](https://projectfluent.org).
//!
//! Must not write a sentence itself, and must not escape: [`super::Part`] does.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::discord::text::{Language, Part};

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English));
static SPANISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Spanish));
static GERMAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::German));
static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::French));

/// The file of a language.
#[must_use]
pub(super) fn file(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("locales/en.ftl"),
        Language::Spanish => include_str!("locales/es.ftl"),
        Language::German => include_str!("locales/de.ftl"),
        Language::French => include_str!("locales/fr.ftl"),
        #[cfg(test)]
        Language::Bracketed => include_str!("locales/en.ftl"),
    }
}

fn bundle(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language.id().parse().unwrap_or_default()]);
    // The marks that Fluent puts around inserted text would be read back as part of a time.
    bundle.set_use_isolating(false);
    // A test reads all files and finds no error in them.
    let resource = FluentResource::try_new(file(language).to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The message `key` with its parts filled in. Where a language lacks it, it is English.
#[must_use]
pub(super) fn message(language: Language, key: &str, parts: &[(&'static str, Part)]) -> String {
    let bundle = match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        #[cfg(test)]
        Language::Bracketed => return format!("⟦{}⟧", message(Language::English, key, parts)),
    };
    let mut args = FluentArgs::with_capacity(parts.len());
    for (name, part) in parts {
        args.set(*name, part.value());
    }
    let found = [bundle, &ENGLISH].into_iter().find_map(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
    let Some((bundle, pattern)) = found else { return key.to_owned() };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
    debug_assert!(errors.is_empty(), "{key}: {errors:?}");
    text.into_owned()
}

/// Declares messages: for each a function that takes the language and the parts, by the key that it has in the files.
macro_rules! messages {
    ($($key:ident($($part:ident),*);)*) => {
        $(
            #[must_use]
            pub(crate) fn $key(language: $crate::discord::text::Language $(, $part: $crate::discord::text::Part)*) -> String {
                $crate::discord::text::catalogue::message(language, stringify!($key), &[$((stringify!($part), $part)),*])
            }
        )*

        /// All keys and the names of their parts.
        #[cfg(test)]
        pub(super) const KEYS: &[(&str, &[&str])] = &[$((stringify!($key), &[$(stringify!($part)),*])),*];
    };
}
pub(super) use messages;
