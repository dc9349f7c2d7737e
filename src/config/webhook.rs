//! The address that is called when nobody answers, so that a phone or SMS service can go on.
//!
//! Must show neither the address nor the secret: such an address often holds a password.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use super::reader::Reader;
use super::{ConfigError, Secret};

const URL: &str = "ESCALATION_WEBHOOK_URL";
const SECRET: &str = "ESCALATION_WEBHOOK_SECRET";

/// A shorter secret could be guessed.
const SECRET_MIN: usize = 16;

/// An address, and the secret that the calls are signed with.
#[derive(Clone)]
pub struct EscalationWebhook {
    /// `ESCALATION_WEBHOOK_URL`: https, or http within the own network.
    pub url: Url,
    /// `ESCALATION_WEBHOOK_SECRET`: the key of the signature.
    pub secret: Secret,
}

impl fmt::Debug for EscalationWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EscalationWebhook").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

impl EscalationWebhook {
    pub(super) fn read(read: &Reader<'_>) -> Result<Option<Self>, ConfigError> {
        let Some(address) = read.get(URL) else { return Ok(None) };
        let Some(url) = Url::parse(&address).ok().filter(is_safe) else {
            return Err(ConfigError(format!(
                "{URL} (not shown, because it may hold a password) is wrong: it has to be an address that begins with \
                 https://; http:// is taken for localhost, for private addresses such as 192.168.1.20 and for names \
                 without a dot such as sms"
            )));
        };
        match read.get(SECRET) {
            Some(secret) if secret.chars().count() >= SECRET_MIN => {
                Ok(Some(EscalationWebhook { url, secret: Secret::new(secret) }))
            }
            Some(_) => Err(ConfigError(format!(
                "{SECRET} is too short: it has to have {SECRET_MIN} characters at least, as `openssl rand -hex 32` prints \
                 them"
            ))),
            None => Err(ConfigError(format!(
                "{SECRET} is not set, and {URL} is: set it to what `openssl rand -hex 32` prints, and check signatures by it"
            ))),
        }
    }
}

/// Whether what is sent there is encrypted, or stays within the own network.
fn is_safe(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    match url.scheme() {
        "https" => true,
        // A name without a dot is one of the own network, such as a service of Compose: no public server has one.
        "http" => is_single_label(host) || is_private(host),
        _ => false,
    }
}

fn is_single_label(host: &str) -> bool {
    !host.is_empty() && !host.contains(['.', ':', '['])
}

fn is_private(host: &str) -> bool {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, secret: &str) -> Result<Option<EscalationWebhook>, ConfigError> {
        let variable = |name: &str| match name {
            URL => Some(url.to_owned()),
            SECRET => Some(secret.to_owned()),
            _ => None,
        };
        EscalationWebhook::read(&Reader { variable: &variable })
    }

    const LONG: &str = "0123456789abcdef";

    #[test]
    fn a_call_is_encrypted_or_stays_in_the_own_network() {
        for url in [
            "https://sms.example.org/needhelp?key=s3cret",
            "http://localhost:9000/",
            "http://127.0.0.1/",
            "http://192.168.1.20:9000",
            "http://10.0.0.5",
            "http://[::1]:9000/",
            "http://[fd00::5]/",
            "http://sms:8080/needhelp",
        ] {
            let webhook = read(url, LONG).expect(url).expect(url);
            assert!(!format!("{webhook:?}").contains("s3cret"));
        }
        for url in [
            "http://sms.example.org/s3cret",
            "http://sms./s3cret",
            "http://8.8.8.8/s3cret",
            "http://134744072/s3cret",
            "http://[2001:4860:4860::8888]/s3cret",
            "ftp://localhost/s3cret",
            "s3cret",
        ] {
            let said = read(url, LONG).unwrap_err().to_string();
            assert!(said.contains(URL) && said.contains("https://") && !said.contains("s3cret"), "{said}");
        }
    }

    #[test]
    fn a_call_is_signed() {
        let said = read("https://sms.example.org", "").unwrap_err().to_string();
        assert!(said.starts_with("ESCALATION_WEBHOOK_SECRET is not set"), "{said}");
        let said = read("https://sms.example.org", "s3cret").unwrap_err().to_string();
        assert!(said.contains("16 characters") && !said.contains("s3cret"), "{said}");
        assert!(read("", "").unwrap().is_none());
    }
}
