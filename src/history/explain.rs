//! Says in one line why the history's database cannot be used, and what an admin can do.
//!
//! Must not show a password: of the address it keeps only what it shows.

use std::io;

use crate::config::HistoryUrl;

/// SQLite's codes.
const FULL: &str = "13";
const CANNOT_OPEN: &str = "14";
const NO_DATABASE: &str = "26";

/// PostgreSQL's codes: the password is wrong, the server does not want this client, there is no such database.
const WRONG_PASSWORD: &str = "28P01";
const NOT_ALLOWED: &str = "28000";
const NO_SUCH_DATABASE: &str = "3D000";

/// Where the database is, as far as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file of SQLite.
    File(String),
    /// A PostgreSQL.
    Server {
        /// With its port.
        host: String,
        user: String,
        database: String,
        /// `sslmode` and `sslrootcert` of the address.
        ssl_mode: Option<String>,
        authority: Option<String>,
    },
}

impl Place {
    pub(crate) fn of(url: &HistoryUrl) -> Self {
        if let Some(file) = url.file() {
            return Place::File(file.to_owned());
        }
        let parsed = reqwest::Url::parse(url.reveal()).ok();
        let parsed = parsed.as_ref();
        let option = |names: [&str; 2]| {
            let mut pairs = parsed?.query_pairs();
            pairs.find_map(|(name, value)| names.contains(&&*name).then(|| value.into_owned()))
        };
        Place::Server {
            host: parsed.map_or_else(String::new, |url| {
                format!("{}:{}", url.host_str().unwrap_or_default(), url.port().unwrap_or(5432))
            }),
            user: parsed.map_or_else(String::new, |url| url.username().to_owned()),
            database: parsed.map_or_else(String::new, |url| url.path().trim_start_matches('/').to_owned()),
            ssl_mode: option(["sslmode", "ssl-mode"]),
            authority: option(["sslrootcert", "ssl-root-cert"]),
        }
    }

    /// What is wrong and what to do, where it is about reaching the database. `None` for any other error.
    pub(crate) fn explain(&self, error: &sqlx::Error) -> Option<String> {
        let said = match self {
            Place::File(file) => of_file(file, error),
            Place::Server { host, .. } => match error {
                sqlx::Error::PoolTimedOut => {
                    Some(format!("no PostgreSQL answers at {host} within 5 s: start it, or correct the address"))
                }
                sqlx::Error::Io(error) => Some(self.of_io(error)),
                sqlx::Error::Tls(error) => Some(self.of_tls(&error.to_string())),
                sqlx::Error::Configuration(error) => {
                    let reason = error.to_string();
                    Some(format!("{}: correct the address", reason.trim_start_matches("error with configuration: ")))
                }
                sqlx::Error::Database(error) => self.of_server(error.code().as_deref(), error.message()),
                _ => None,
            },
        };
        said.map(|said| format!("HISTORY_URL: {said}"))
    }

    fn of_server(&self, code: Option<&str>, message: &str) -> Option<String> {
        let Place::Server { host, user, database, .. } = self else { return None };
        match code {
            Some(WRONG_PASSWORD) => {
                Some(format!("{host} refuses the user {user} with this password: correct user and password"))
            }
            Some(NOT_ALLOWED) => Some(format!("{host} refuses the user {user} ({message}): allow it in pg_hba.conf")),
            Some(NO_SUCH_DATABASE) => {
                Some(format!("{host} has no database {database}: `createdb {database}`, or correct the name"))
            }
            _ => None,
        }
    }

    fn of_io(&self, error: &io::Error) -> String {
        let Place::Server { host, authority, .. } = self else { return error.to_string() };
        match (error.kind(), authority) {
            // What rustls says of a certificate comes in this way, too.
            (io::ErrorKind::InvalidData, _) => self.of_tls(&error.to_string()),
            (io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied, Some(file)) => {
                format!("sslrootcert={file} cannot be read ({error}): name the file with the authority's certificate")
            }
            _ => format!("{host}: {error}: start the server, or correct the address"),
        }
    }

    fn of_tls(&self, reason: &str) -> String {
        let Place::Server { host, ssl_mode, authority, .. } = self else { return reason.to_owned() };
        let mode = ssl_mode.as_deref().unwrap_or("prefer");
        if reason.contains("does not support TLS") {
            return format!(
                "{host} has no TLS, which sslmode={mode} needs: switch it on there (ssl = on), or take sslmode=disable where \
                 nobody else is on the way"
            );
        }
        if reason.contains("UnknownIssuer") {
            return match authority {
                Some(file) => format!(
                    "the certificate of {host} is not from the authority in sslrootcert={file}: name the file of the right one"
                ),
                None => format!(
                    "the certificate of {host} is from an authority that this machine does not know: add \
                     sslrootcert=FILE with the certificate of that authority"
                ),
            };
        }
        if reason.contains("NotValidForName") || reason.contains("not valid for name") {
            return format!(
                "the certificate of {host} is for another name, which sslmode={mode} refuses: write the name of the certificate \
                 into the address"
            );
        }
        if reason.contains("Expired") || reason.contains("expired") {
            return format!("the certificate of {host} has expired: renew it there");
        }
        let authority = authority.as_ref().map(|file| format!(", sslrootcert={file}")).unwrap_or_default();
        format!("no TLS with {host} ({reason}): correct sslmode={mode}{authority}, or the server's certificate")
    }
}

fn of_file(file: &str, error: &sqlx::Error) -> Option<String> {
    let sqlx::Error::Database(error) = error else { return None };
    match error.code().as_deref() {
        Some(FULL) => Some(format!("the disk with the file {file} is full: make room")),
        Some(CANNOT_OPEN) => Some(format!("the file {file} cannot be opened: correct its path, or who may read it")),
        Some(NO_DATABASE) => Some(format!("the file {file} is no SQLite database: name another one")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Place {
        Place::of(&HistoryUrl::parse(url).expect("an address"))
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn an_explanation_names_the_server_and_what_to_do_and_no_password() {
        let address = "postgres://jake:s3cret@db/needhelp?sslmode=verify-full&sslrootcert=/etc/ca.pem";
        let server = place(address);
        let tls = |reason: &str| sqlx::Error::Tls(reason.into());
        let unknown = tls("invalid peer certificate: UnknownIssuer");
        for (error, said) in [
            (
                sqlx::Error::PoolTimedOut,
                "no PostgreSQL answers at db:5432 within 5 s: start it, or correct the address",
            ),
            (
                sqlx::Error::Tls("invalid peer certificate: UnknownIssuer".into()),
                "the certificate of db:5432 is not from the authority in sslrootcert=/etc/ca.pem: name the file of the right one",
            ),
            (
                tls("invalid peer certificate: certificate not valid for name \"db\""),
                "the certificate of db:5432 is for another name, which sslmode=verify-full refuses: write the name of the \
                 certificate into the address",
            ),
            (
                tls("server does not support TLS"),
                "db:5432 has no TLS, which sslmode=verify-full needs: switch it on there (ssl = on), or take sslmode=disable \
                 where nobody else is on the way",
            ),
        ] {
            assert_eq!(server.explain(&error), Some(format!("HISTORY_URL: {said}")));
        }
        let said = place("postgres://jake:s3cret@db/needhelp").explain(&unknown).expect("explained");
        assert!(said.contains("add sslrootcert=FILE"), "{said}");
        assert!(!format!("{server:?}").contains("s3cret"), "{server:?}");
    }

    #[test]
    fn what_is_not_about_reaching_the_database_is_not_explained() {
        assert_eq!(place("sqlite:needhelp.db").explain(&sqlx::Error::RowNotFound), None);
        assert_eq!(place("sqlite:needhelp.db"), Place::File("needhelp.db".to_owned()));
    }
}
