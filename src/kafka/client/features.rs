//! What this build was made without: TLS to Kafka (feature `tls`) and zstd (feature `zstd`).
//!
//! Must be the only place that asks for these two features, so that each is refused in one sentence.

/// Why a setting of `KAFKA_PROPERTIES` cannot work in this build; `None` where nothing is missing.
pub(crate) fn missing(name: &str, value: &str) -> Option<&'static str> {
    if !cfg!(feature = "tls") && needs_tls(name, value) {
        return Some(
            "needs TLS to Kafka, which this build does not have: build it with \
             `cargo build --release --features tls`, or use the container image",
        );
    }
    if !cfg!(feature = "zstd") && needs_zstd(name, value) {
        return Some(
            "needs zstd, which this build does not have: build it with \
             `cargo build --release --features zstd`, or use the container image",
        );
    }
    None
}

/// What librdkafka reports as "not implemented" when it reads: a record in a compression that it was built without.
/// Reading stops there, and goes on with a build that has it: nothing is skipped.
pub(crate) fn unreadable() -> &'static str {
    if cfg!(feature = "zstd") {
        "a record has a format or a compression that this program cannot read"
    } else {
        "a record is compressed with zstd, which this build cannot read: build it with \
         `cargo build --release --features zstd`, or use the container image"
    }
}

/// librdkafka takes SCRAM and OAUTHBEARER from OpenSSL, even where the connection is not encrypted.
fn needs_tls(name: &str, value: &str) -> bool {
    let value = value.to_ascii_uppercase();
    match name {
        "security.protocol" => matches!(&*value, "SSL" | "SASL_SSL"),
        "sasl.mechanism" | "sasl.mechanisms" => value.starts_with("SCRAM-") || value == "OAUTHBEARER",
        _ => ["ssl.", "enable.ssl.", "sasl.oauthbearer.", "enable.sasl.oauthbearer."]
            .iter()
            .any(|group| name.starts_with(group)),
    }
}

fn needs_zstd(name: &str, value: &str) -> bool {
    matches!(name, "compression.type" | "compression.codec") && value.eq_ignore_ascii_case("zstd")
}

#[cfg(test)]
mod tests {
    use rdkafka::ClientConfig;

    use super::*;

    /// Of each setting that OpenSSL or zstd carries, as librdkafka itself sees it.
    const SETTINGS: &[(&str, &str)] = &[
        ("security.protocol", "ssl"),
        ("security.protocol", "SASL_SSL"),
        ("ssl.ca.location", "/etc/ssl/certs"),
        ("enable.ssl.certificate.verification", "false"),
        ("sasl.oauthbearer.config", "principal=sarah"),
        ("enable.sasl.oauthbearer.unsecure.jwt", "true"),
        ("compression.type", "zstd"),
        ("compression.codec", "zstd"),
    ];

    #[test]
    fn a_setting_is_refused_exactly_where_librdkafka_does_not_take_it() {
        let in_every_build = [("security.protocol", "SASL_PLAINTEXT"), ("sasl.mechanism", "PLAIN")];
        for (name, value) in SETTINGS.iter().chain(&in_every_build) {
            let taken = ClientConfig::new().set(*name, *value).create_native_config();
            assert_eq!(missing(name, value).is_none(), taken.is_ok(), "{name}={value}: {:?}", taken.err());
        }
    }

    #[test]
    fn a_refusal_names_the_feature_that_is_missing() {
        for (name, value) in SETTINGS.iter().chain(&[("sasl.mechanism", "SCRAM-SHA-512")]) {
            let is_compression = name.starts_with("compression");
            let (feature, has_it) =
                if is_compression { ("zstd", cfg!(feature = "zstd")) } else { ("tls", cfg!(feature = "tls")) };
            match missing(name, value) {
                None => assert!(has_it, "{name}={value} is not refused"),
                Some(why) => {
                    assert!(!has_it && why.contains(&format!("--features {feature}")), "{name}={value}: {why}");
                }
            }
        }
    }
}
