//! Where the history is kept.
//!
//! Must not show the password of an address.

use std::fmt;

use super::ConfigError;
use super::reader::Reader;

const URL: &str = "HISTORY_URL";
const KEEP_DAYS: &str = "HISTORY_KEEP_DAYS";

/// The history's database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryConfig {
    /// `HISTORY_URL`; `None` where no history is kept.
    pub url: Option<HistoryUrl>,
    /// `HISTORY_KEEP_DAYS`: after so many days names, places and messages are erased.
    pub keep_days: u16,
}

/// `sqlite:<file>` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryUrl(String);

impl HistoryUrl {
    /// The address as it was given, for the one place that connects.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The file of an SQLite database.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        let file = self.0.strip_prefix("sqlite:")?;
        let file = file.strip_prefix("//").unwrap_or(file);
        Some(file.split_once('?').map_or(file, |(file, _)| file))
    }

    /// Takes an address.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = HistoryUrl(text.to_owned());
        match url.file() {
            Some(file) if file.is_empty() || file == ":memory:" => {
                return Err("names no file: sqlite:needhelp.db".to_owned());
            }
            Some(_) => return Ok(url),
            None => {}
        }
        let is_postgres = reqwest::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql") && url.has_host());
        if !is_postgres {
            return Err("has to begin with sqlite: or postgres://".to_owned());
        }
        if !cfg!(feature = "postgres") {
            return Err("names PostgreSQL, which this build leaves out: build it with --features postgres".to_owned());
        }
        Ok(url)
    }
}

impl fmt::Debug for HistoryUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.file().is_some() { "sqlite" } else { "postgres" })
    }
}

impl HistoryConfig {
    pub(super) fn read(read: &Reader<'_>) -> Result<Self, ConfigError> {
        let url = read.get(URL).map(|text| HistoryUrl::parse(&text)).transpose();
        let url = url.map_err(|why| {
            ConfigError(format!(
                "{URL} (not shown, because it may hold a password) {why}. Right are sqlite:needhelp.db and \
                 postgres://user:password@host/needhelp"
            ))
        })?;
        Ok(HistoryConfig { url, keep_days: read.number(KEEP_DAYS, 90, 1, 3_650)? })
    }

    /// The address, for a command that needs it.
    ///
    /// # Errors
    /// Where it is not set.
    pub fn url(&self) -> Result<&HistoryUrl, ConfigError> {
        self.url.as_ref().ok_or_else(|| {
            ConfigError(format!("{URL} is not set: set it to sqlite:needhelp.db, or to a postgres:// address"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<HistoryConfig, ConfigError> {
        let variable = |name: &str| (name == URL).then(|| url.to_owned());
        HistoryConfig::read(&Reader { variable: &variable })
    }

    #[test]
    fn a_file_or_a_server_is_an_address() {
        for (url, file) in [("sqlite:needhelp.db", "needhelp.db"), ("sqlite:///var/h.db?mode=rw", "/var/h.db")] {
            assert_eq!(read(url).expect(url).url().expect(url).file(), Some(file));
        }
        assert_eq!(read("").expect("none").url, None);
        #[cfg(feature = "postgres")]
        assert_eq!(read("postgres://jake:s3cret@db/needhelp").expect("right").url().expect("set").file(), None);
    }

    #[test]
    fn a_wrong_address_is_not_shown() {
        for url in ["mysql://jake:s3cret@db/needhelp", "sqlite:", "sqlite::memory:", "s3cret", "postgres:s3cret"] {
            let said = read(url).expect_err(url).to_string();
            assert!(said.starts_with(URL) && said.contains("sqlite:needhelp.db") && !said.contains("s3cret"), "{said}");
        }
        let shown = format!("{:?}", HistoryUrl("postgres://jake:s3cret@db/needhelp".into()));
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
