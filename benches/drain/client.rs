//! The REST client beside the bare one, against a server that answers at once.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use needhelp::alert::InteractionId;
use needhelp::config::GLOBAL_LIMIT;
use needhelp::discord::rest::{Call, Priority, Rest};
use serenity::builder::CreateInteractionResponse;

const ROUNDS: u64 = 1_000;

pub async fn beside_its_floor() -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = axum::Router::new().fallback(|| async { StatusCode::NO_CONTENT });
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let bare = reqwest::Client::builder().no_proxy().build()?;
    let rest = Rest::new(&url, "a token", GLOBAL_LIMIT)?;
    let pong = CreateInteractionResponse::Acknowledge;
    let (mut floor, mut answers) = (Vec::new(), Vec::new());
    for n in 1..=ROUNDS {
        let began = Instant::now();
        let target = format!("{url}/api/v10/interactions/{n}/t/callback");
        bare.post(target).body("{\"type\":6,\"data\":null}").send().await?.bytes().await?;
        floor.push(began.elapsed());
        let began = Instant::now();
        rest.answer_interaction(Call::new(Priority::Answer), InteractionId(n), "t", &pong).await?;
        answers.push(began.elapsed());
    }
    server.abort();
    println!("\n## The REST client: an interaction's answer, {ROUNDS} times\n");
    println!("| | p50 ms | p99 ms |\n|---|---|---|");
    println!("{}", row("bare POST", floor));
    println!("{}", row("through the client", answers));
    Ok(())
}

fn row(what: &str, mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |index: usize| times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0);
    format!("| {what} | {:.3} | {:.3} |", at(times.len() / 2), at(times.len() * 99 / 100))
}
