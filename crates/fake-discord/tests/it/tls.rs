//! https, HTTP/2 and wss with a certificate that only the clients trust that know its authority.

use fake_discord::{FakeDiscord, Fault, Limits, Method, Setup};
use reqwest::{Certificate, Client, Version};

use crate::bot::unlimited;

fn client(discord: &FakeDiscord) -> Client {
    let ca = Certificate::from_pem(discord.ca_certificate().expect("with TLS").as_bytes()).expect("PEM");
    Client::builder()
        .use_rustls_tls()
        .tls_built_in_root_certs(false)
        .add_root_certificate(ca)
        .build()
        .expect("a client")
}

#[tokio::test]
async fn rest_is_https_with_http_2_for_clients_that_trust_the_authority() {
    let discord = FakeDiscord::start(Setup::default().limits(Limits::off()).tls()).await.expect("it starts");
    assert!(discord.url().starts_with("https://") && discord.gateway_url().starts_with("wss://"));
    let url = format!("{}/api/v10/gateway/bot", discord.url());
    let ask = |client: &Client| client.get(&url).header("authorization", format!("Bot {}", discord.token())).send();
    let stranger = Client::builder().use_rustls_tls().build().expect("a client");
    assert!(ask(&stranger).await.expect_err("not trusted").is_connect());

    let client = client(&discord);
    let answer = ask(&client).await.expect("trusted");
    assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_2));
    let body = answer.text().await.expect("a body");
    assert!(body.contains(&format!("\"{}\"", discord.gateway_url())), "{body}");

    // A reset ends the whole connection, and the next request makes a new one.
    discord.fault(Fault::reset_before().on(Method::Get, "/gateway/bot").times(1));
    assert!(ask(&client).await.is_err());
    assert_eq!(ask(&client).await.expect("a new connection").status().as_u16(), 200);
}

#[tokio::test]
async fn without_tls_there_is_no_authority() {
    let (discord, _) = unlimited().await;
    assert_eq!(discord.ca_certificate(), None);
}
