//! The signature of a call: Standard Webhooks (<https://www.standardwebhooks.com>), version 1.
//!
//! Must not show the key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// Begins a secret in the form of Standard Webhooks: the rest is base64.
const PREFIX: &str = "whsec_";

/// The key that both sides know.
pub(crate) struct SigningKey(hmac::Key);

impl SigningKey {
    /// The key of a secret: its bytes as they are, or what is behind `whsec_` decoded.
    pub(crate) fn new(secret: &str) -> Self {
        let decoded = secret.strip_prefix(PREFIX).and_then(|base64| STANDARD.decode(base64).ok());
        let bytes = decoded.unwrap_or_else(|| secret.as_bytes().to_vec());
        SigningKey(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    }

    /// The value of the header `webhook-signature`, for a body that is sent at a time in Unix seconds.
    pub(crate) fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let signed = [format!("{id}.{seconds}.").as_bytes(), body].concat();
        format!("v1,{}", STANDARD.encode(hmac::sign(&self.0, &signed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_standard_webhooks() {
        // The example of the specification's own libraries.
        let key = SigningKey::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signature = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_without_the_prefix_is_the_key_itself() {
        // printf '%s' 'id.7.body' | openssl dgst -sha256 -hmac 0123456789abcdef -binary | base64
        let signature = SigningKey::new("0123456789abcdef").sign("id", 7, b"body");
        assert_eq!(signature, "v1,DfqYfA+2EFa1vZ4lkWyC0+D1aGTi84X6lVt7Ja1276k=");
    }
}
