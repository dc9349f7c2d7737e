//! Which certificates the gateway's connection trusts (`docs/decisions/0044-gateway-reads-authorities-from-ssl-cert-file.md`).
//!
//! Must not be used after the process has other threads that read the environment.

#![allow(unsafe_code)]

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::OnceLock;

use twilight_gateway::{Config, ConfigBuilder, Intents};

use crate::discord::Authorities;

/// The variables that name files of authorities. twilight reads those, in this order, instead of the system's own store.
const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

static PREPARED: OnceLock<Config<()>> = OnceLock::new();

/// Reads the authorities for the connections of this process: the built-in ones and those of `DISCORD_CA_FILE`, never
/// those of the system. Called once, before Kafka's clients start their threads.
pub(crate) fn prepare(token: &str, authorities: Option<&Authorities>) {
    let file = authorities.map_or(Path::new(""), Authorities::path);
    let before: Vec<Option<OsString>> = VARIABLES.iter().map(env::var_os).collect();
    set(VARIABLES[0], Some(file.as_os_str()));
    set(VARIABLES[1], None);
    let config = plain(token);
    for (name, value) in VARIABLES.iter().zip(&before) {
        set(name, value.as_deref());
    }
    // A second call changes nothing: there is one gateway in a process.
    _ = PREPARED.set(config);
}

/// For a process without TLS to Discord, which must not depend on the system's store.
#[cfg(feature = "demo")]
pub(crate) fn ignore_the_system() {
    set(VARIABLES[0], Some(OsStr::new("")));
    set(VARIABLES[1], None);
}

/// Commands and clicks need no intent. GUILDS tells when the bot is added to a server, and what becomes of the helper role.
pub(super) fn config(token: &str) -> Config<()> {
    PREPARED.get().cloned().unwrap_or_else(|| plain(token))
}

fn plain(token: &str) -> Config<()> {
    ConfigBuilder::new(token.to_owned(), Intents::GUILDS).queue(()).build()
}

fn set(name: &str, value: Option<&OsStr>) {
    // SAFETY: only the main thread runs code of its own at this time. The runtime's other threads wait for work, and the
    // threads of Kafka's clients, which read the environment from C, do not exist yet.
    unsafe {
        match value {
            Some(value) => env::set_var(name, value),
            None => env::remove_var(name),
        }
    }
}
