//! Reads single variables, and says in one line which one is wrong, its value, and the correct form.
//!
//! Must not show a value that may be a secret.

use std::fmt;
use std::path::Path;

use super::{ConfigError, LogFormat, Properties, Secret};
use crate::discord::{Authorities, Language};

/// What may stand before `://` in front of a broker.
const PROTOCOLS: [&str; 4] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

pub(super) struct Reader<'a> {
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.variable)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(super) fn text(&self, name: &str, default: &str) -> String {
        self.get(name).unwrap_or_else(|| default.to_owned())
    }

    pub(super) fn token(&self) -> Result<Option<Secret>, ConfigError> {
        let Some(token) = self.get("DISCORD_TOKEN") else { return Ok(None) };
        let problem = if token.starts_with("Bot ") || token.starts_with("Bearer ") {
            "begins with \"Bot\": leave that word out"
        } else if token.contains(['"', '\'']) {
            "has quotes: leave them out"
        } else if !token.chars().all(|c| c.is_ascii_graphic()) {
            "holds a space or a character that no token has: copy it again"
        } else if token.len() >= 15 && token.bytes().all(|b| b.is_ascii_digit()) {
            "is an id: copy the token of the page \"Bot\""
        } else {
            return Ok(Some(Secret::new(token)));
        };
        Err(ConfigError(format!("DISCORD_TOKEN {problem}. It is the token alone: letters, digits, and two points")))
    }

    pub(super) fn snowflake(&self, name: &str, what: &str) -> Result<Option<u64>, ConfigError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.parse::<u64>() {
            Ok(id) if id > 0 && id < u64::MAX => Ok(Some(id)),
            _ => Err(wrong(
                name,
                &value,
                &format!(
                    "{what}, digits alone (in Discord: Settings, Advanced, Developer Mode; then right-click, Copy ID)"
                ),
            )),
        }
    }

    pub(super) fn url(&self, name: &str, default: &str) -> Result<String, ConfigError> {
        let value = self.text(name, default);
        let url = value.trim_end_matches('/');
        match reqwest::Url::parse(url) {
            Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => Ok(url.to_owned()),
            _ => Err(wrong(name, &value, "an address that begins with https://")),
        }
    }

    pub(super) fn authorities(&self, name: &str) -> Result<Option<Authorities>, ConfigError> {
        let Some(path) = self.get(name) else { return Ok(None) };
        let read = Authorities::read(Path::new(&path));
        read.map(Some).map_err(|wrong| ConfigError(format!("{name}: the file {path:?} {wrong}")))
    }

    pub(super) fn servers(&self, name: &str, default: &str) -> Result<String, ConfigError> {
        let value = self.text(name, default);
        let is_server = |server: &str| {
            let server = server.trim();
            // librdkafka takes a protocol in front, but only its own.
            let server = match server.split_once("://") {
                Some((protocol, rest)) if PROTOCOLS.iter().any(|known| known.eq_ignore_ascii_case(protocol)) => rest,
                Some(_) => return false,
                None => server,
            };
            server
                .rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|p| p > 0))
        };
        if value.split(',').all(is_server) {
            Ok(value)
        } else {
            Err(wrong(name, &value, "host:port without http:// in front, several separated by commas: localhost:9092"))
        }
    }

    pub(super) fn topic(&self, name: &str, default: &str) -> Result<String, ConfigError> {
        let value = self.text(name, default);
        let fits = value.len() <= 249 && value != "." && value != "..";
        if fits && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            Ok(value)
        } else {
            Err(wrong(name, &value, "a topic's name: letters, digits, '-', '_' and '.', 249 at most"))
        }
    }

    pub(super) fn number<N>(&self, name: &str, default: N, least: N, most: N) -> Result<N, ConfigError>
    where
        N: std::str::FromStr + PartialOrd + fmt::Display + Copy,
    {
        let Some(value) = self.get(name) else { return Ok(default) };
        match value.parse::<N>() {
            Ok(number) if number >= least && number <= most => Ok(number),
            _ => Err(wrong(name, &value, &format!("a number from {least} to {most}"))),
        }
    }

    pub(super) fn parsed<T: std::str::FromStr>(
        &self,
        name: &str,
        default: &str,
        right: &str,
    ) -> Result<T, ConfigError> {
        let value = self.text(name, default);
        value.parse().map_err(|_| wrong(name, &value, right))
    }

    pub(super) fn timezone(&self) -> Result<Option<jiff::tz::TimeZone>, ConfigError> {
        let Some(value) = self.get("TIMEZONE") else { return Ok(None) };
        jiff::tz::TimeZone::get(&value)
            .map(Some)
            .map_err(|_| wrong("TIMEZONE", &value, "a name of the time zone database: America/New_York, Europe/Madrid"))
    }

    pub(super) fn language(&self) -> Result<Option<Language>, ConfigError> {
        let Some(value) = self.get("LANGUAGE") else { return Ok(None) };
        Language::named(&value).map(Some).ok_or_else(|| wrong("LANGUAGE", &value, "en, es, de or fr"))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, ConfigError> {
        match self.text(name, "false").as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            value => Err(wrong(name, value, "true or false")),
        }
    }

    /// `None`: it is not set.
    pub(super) fn optional_flag(&self, name: &str) -> Result<Option<bool>, ConfigError> {
        self.get(name).map(|_| self.flag(name)).transpose()
    }

    pub(super) fn log_format(&self) -> Result<LogFormat, ConfigError> {
        match self.text("LOG_FORMAT", "text").as_str() {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            value => Err(wrong("LOG_FORMAT", value, "text or json")),
        }
    }

    pub(super) fn properties(&self, name: &str) -> Result<Properties, ConfigError> {
        let Some(value) = self.get(name) else { return Ok(Properties::default()) };
        let mut properties = Vec::new();
        for property in value.split(',').filter(|property| !property.trim().is_empty()) {
            let Some((key, value)) = property.split_once('=') else {
                // It may be the rest of a password with a comma in it: never shown.
                return Err(ConfigError(format!(
                    "{name} has a part without '=' (after {:?}): name=value, separated by commas",
                    properties.last().map_or("its beginning", |(name, _): &(String, String)| name)
                )));
            };
            properties.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        Ok(Properties(properties))
    }
}

pub(super) fn wrong(name: &str, value: &str, right: &str) -> ConfigError {
    let shown: String = value.chars().take(80).collect();
    ConfigError(format!("{name} holds {shown:?}, which is wrong: it has to be {right}"))
}
