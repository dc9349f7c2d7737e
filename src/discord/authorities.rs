//! The certificate authorities that the bot trusts beside the built-in ones, and how to tell that one is missing.
//!
//! Must not connect anywhere: the REST client and the gateway's connection use it.

use std::error::Error;
use std::path::{Path, PathBuf};

use reqwest::{Certificate, Client};

/// What rustls writes before the reason.
const REFUSED: &str = "invalid peer certificate: ";

/// The certificates of `DISCORD_CA_FILE`, for a network whose proxy reads encrypted traffic.
#[derive(Debug, Clone)]
pub struct Authorities {
    path: PathBuf,
    certificates: Vec<Certificate>,
}

impl Authorities {
    /// Reads a file in PEM form.
    ///
    /// # Errors
    /// What is wrong with the file, and how to fix it.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let pem = std::fs::read(path).map_err(|error| {
            format!(
                "can't be read ({error}): give the path of a certificate file that the bot may read, or leave it empty"
            )
        })?;
        let no_certificate = || {
            "holds no certificate in PEM form: it has to hold at least one block that begins with -----BEGIN \
             CERTIFICATE-----. From another form: openssl x509 -inform der -in FILE -out ca.pem"
                .to_owned()
        };
        let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| no_certificate())?;
        if certificates.is_empty() {
            return Err(no_certificate());
        }
        // Only a client finds out whether a block is a certificate. The connection to the gateway would panic.
        let usable = |certificate: &Certificate| {
            Client::builder().tls_built_in_root_certs(false).add_root_certificate(certificate.clone()).build().is_ok()
        };
        match certificates.iter().position(|certificate| !usable(certificate)) {
            None => Ok(Self { path: path.to_owned(), certificates }),
            Some(broken) => Err(format!(
                "holds a broken certificate (number {} in the file): export it again from the program that made it",
                broken + 1
            )),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }
}

/// The reason and the setting to change, if a connection failed because of the server's certificate.
pub(crate) fn distrust(error: &(dyn Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        let said = error.to_string();
        if let Some(at) = said.find(REFUSED) {
            let reason = &said[at + REFUSED.len()..];
            return Some(if reason.contains("UnknownIssuer") {
                "its certificate was issued by an authority that the bot does not know. If a proxy in this network reads \
                 encrypted traffic, put the certificate of its authority into a file (PEM) and name that file in \
                 DISCORD_CA_FILE"
                    .to_owned()
            } else {
                format!(
                    "its certificate is not valid ({reason}); look at this machine's clock, DISCORD_API_URL and DISCORD_CA_FILE"
                )
            });
        }
        next = error.source();
    }
    None
}

/// The same as the end of a sentence; empty if the certificate is not the reason.
pub(crate) fn and_distrust(error: &(dyn Error + 'static)) -> String {
    distrust(error).map(|reason| format!(": {reason}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(content: &[u8]) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, content).expect("written");
        Authorities::read(&path).expect_err("refused")
    }

    #[test]
    fn a_file_that_is_no_certificate_is_refused_with_the_way_to_fix_it() {
        assert!(Authorities::read(Path::new("/nowhere/ca.pem")).expect_err("refused").contains("can't be read"));
        assert!(refused(b"").contains("BEGIN CERTIFICATE"));
        assert!(refused(&[0x30, 0x82, 1, 2]).contains("-inform der"));
        let broken = b"-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n";
        assert!(refused(broken).contains("number 1 in the file"), "{}", refused(broken));
    }

    #[test]
    fn only_an_unknown_authority_asks_for_the_setting() {
        let error = |text: &str| std::io::Error::other(text.to_owned());
        let unknown = distrust(&error("invalid peer certificate: UnknownIssuer")).expect("a reason");
        assert!(unknown.contains("DISCORD_CA_FILE"), "{unknown}");
        let expired = distrust(&error("invalid peer certificate: certificate expired: 3 s")).expect("a reason");
        assert!(expired.contains("clock"), "{expired}");
        assert_eq!(distrust(&error("connection refused")), None);
    }
}
