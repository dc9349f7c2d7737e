//! A certificate authority of its own, and the certificate that it issued for the stand-in. Only with the feature `tls`.

use std::sync::Arc;

use anyhow::Context;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The server's side of TLS, and the authority's certificate for the clients.
pub(crate) struct Tls {
    pub acceptor: TlsAcceptor,
    /// The authority's certificate in PEM.
    pub ca: String,
}

impl Tls {
    /// Issues a certificate for 127.0.0.1, `localhost` and `host`. Clients may speak HTTP/2.
    pub(crate) fn issue(host: Option<&str>) -> anyhow::Result<Self> {
        let mut ca = CertificateParams::default();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        ca.distinguished_name.push(DnType::CommonName, "fake-discord's certificate authority");
        let ca_key = KeyPair::generate().context("no key for the certificate authority")?;
        let ca_certificate = ca.self_signed(&ca_key).context("no certificate authority")?;
        let issuer = Issuer::new(ca, ca_key);

        let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        names.extend(host.map(str::to_owned).filter(|host| !names.contains(host)));
        let key = KeyPair::generate().context("no key for the certificate")?;
        let mut leaf = CertificateParams::new(names).context("no certificate for this host")?;
        leaf.distinguished_name.push(DnType::CommonName, "fake-discord");
        let certificate = leaf.signed_by(&key, &issuer).context("the certificate cannot be signed")?;

        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| anyhow::anyhow!("{error}"))?;
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .context("TLS without versions")?
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key)
                .context("the certificate does not fit its key")?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca: ca_certificate.pem() })
    }
}
