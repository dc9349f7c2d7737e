//! The query of a gateway connection: version, encoding, transport compression.

use super::compression::Compression;

/// The gateway's versions that the stand-in has.
const VERSIONS: [&str; 2] = ["9", "10"];
/// The version if the query names none.
const DEFAULT_VERSION: u64 = 10;

/// What a client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parameters {
    pub version: u64,
    pub compression: Compression,
}

/// Why a connection is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Close code 4012, as at Discord.
    Version,
    /// The stand-in lacks it; Discord does not.
    Unsupported(&'static str),
}

impl Parameters {
    pub(crate) fn of(query: &str) -> Result<Self, Refused> {
        let mut found = Self { version: DEFAULT_VERSION, compression: Compression::None };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match (name, value) {
                ("v", version) if VERSIONS.contains(&version) => {
                    found.version = version.parse().unwrap_or(DEFAULT_VERSION);
                }
                ("v", _) => return Err(Refused::Version),
                ("encoding", "etf") => return Err(Refused::Unsupported("fake-discord has encoding=json, not etf")),
                ("compress", name) => found.compression = Compression::named(name).map_err(Refused::Unsupported)?,
                _ => {}
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_without_parameters_is_version_10_without_compression() {
        let plain = Parameters { version: 10, compression: Compression::None };
        assert_eq!(Parameters::of(""), Ok(plain));
        assert_eq!(Parameters::of("v=9&encoding=json"), Ok(Parameters { version: 9, ..plain }));
        assert_eq!(Parameters::of("v=7"), Err(Refused::Version));
        assert!(matches!(Parameters::of("encoding=etf"), Err(Refused::Unsupported(_))));
    }
}
