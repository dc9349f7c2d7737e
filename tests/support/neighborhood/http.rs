//! `/healthz`, `/readyz` and `/metrics` of the one process that has an address.

use std::net::TcpListener;

use super::super::wait::within;
use super::Neighborhood;

impl Neighborhood {
    /// The process that is started next listens at an address that the test knows. Not for one that is started again:
    /// meanwhile a connection may have got the port.
    pub fn has_an_address(&mut self) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        self.settings.insert("HTTP_LISTEN_ADDR".to_owned(), address);
    }

    /// Status and body; status 0 if nothing listens.
    pub async fn get(&self, path: &str) -> (u16, String) {
        match reqwest::get(format!("http://{}{path}", self.settings["HTTP_LISTEN_ADDR"])).await {
            Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
            Err(_) => (0, String::new()),
        }
    }

    /// Asks `/readyz` until it answers what is wanted.
    pub async fn until_readyz(&self, wanted: impl Fn(u16, &str) -> bool) -> String {
        self.until("/readyz", wanted).await
    }

    /// Asks until the answer is what is wanted.
    pub async fn until(&self, path: &str, wanted: impl Fn(u16, &str) -> bool) -> String {
        let mut last = (0, String::new());
        let answered = within(self.patience, async || {
            last = self.get(path).await;
            wanted(last.0, &last.1).then(|| last.1.clone())
        })
        .await;
        let (status, body) = last;
        answered.unwrap_or_else(|| panic!("{path} says {status}:\n{body}\n{}", self.process_log()))
    }
}
