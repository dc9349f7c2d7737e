//! The bot's services: in this process, or as processes of their own.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use fake_discord::{Method, Request};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::super::Process;
use super::super::bot::{
    Board, Clock, Gateway, GatewayState, History, HistoryState, Intake, MessageTimeout, Millis, Producer, Rest,
    Settings, View,
};
use super::super::wait::eventually;
use super::{Neighborhood, PATIENCE};

/// A service that runs in this process.
pub struct Service {
    stop: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
    /// A gateway's.
    gateway: Option<watch::Receiver<GatewayState>>,
    view: Option<Arc<View>>,
    /// A history's.
    history: Option<watch::Receiver<HistoryState>>,
}

impl Service {
    /// Asks it to end and waits until it has.
    pub async fn end(self) {
        self.stop.cancel();
        let ended = tokio::time::timeout(PATIENCE, self.task).await.expect("the service did not end");
        ended.expect("the service panicked").expect("the service failed");
    }

    /// Waits until it ends by itself, and returns the reason.
    pub async fn failed(self) -> String {
        let ended = tokio::time::timeout(PATIENCE, self.task).await.expect("the service did not end");
        let error = ended.expect("the service panicked").expect_err("the service did not fail");
        format!("{error:#}")
    }

    /// Waits until the gateway's view has read all that there is, and this is so.
    pub async fn sees(&self, what: impl Fn(&View) -> bool) {
        let view = self.view.as_ref().expect("a gateway has a view");
        eventually(PATIENCE, "the gateway sees it", async || (view.is_caught_up() && what(view)).then_some(())).await;
    }

    /// What a gateway lacks to be ready.
    pub fn missing(&self) -> Option<String> {
        let state = self.gateway.as_ref().expect("a gateway has a state").borrow();
        state.missing().map(std::borrow::Cow::into_owned)
    }

    /// How the history is doing.
    pub fn history_state(&self) -> HistoryState {
        self.history.as_ref().expect("a history has a state").borrow().clone()
    }

    /// Ends it as a crash does: nothing is finished.
    pub fn kill(self) {
        self.task.abort();
    }
}

impl Neighborhood {
    /// The gateway, connected and with its command registered.
    pub async fn gateway(&self) -> Service {
        self.gateway_when(watch::channel(true).1).await
    }

    /// The same where the topics exist only once `topics` says so.
    pub async fn gateway_when(&self, topics: watch::Receiver<bool>) -> Service {
        let stop = CancellationToken::new();
        let producer = Producer::start(self.kafka(), "gateway", MessageTimeout::PERSON).expect("a producer");
        let gateway = Gateway::start(&self.config, self.bot_settings(), self.rest(), producer, topics)
            .expect("the gateway starts");
        let (mut state, view) = (gateway.state(), Some(gateway.view()));
        let shown = Some(state.clone());
        let task = tokio::spawn(gateway.run(stop.clone()));
        let ready = state.wait_for(|state| state.missing().is_none());
        tokio::time::timeout(PATIENCE, ready).await.expect("the gateway is not ready").expect("the gateway ended");
        Service { stop, task, gateway: shown, view, history: None }
    }

    pub fn intake(&self) -> Service {
        let stop = CancellationToken::new();
        let intake = Intake::start(self.kafka(), self.bot_settings(), self.service_producer("intake"))
            .expect("the intake starts");
        let task = tokio::spawn(intake.run(stop.clone()));
        Service { stop, task, gateway: None, view: None, history: None }
    }

    pub fn board(&self) -> Service {
        let ahead = Arc::clone(&self.ahead);
        let clock = Arc::new(move || Millis::from(jiff::Timestamp::now()).plus(ahead.load(Ordering::Relaxed)));
        let producer = self.service_producer("board");
        let board = Board::start_by(clock, &self.config, self.bot_settings(), self.rest(), producer);
        Self::running(board.expect("the board starts"))
    }

    /// A board whose records have the times of a clock, which is its own one, too: on the embedded broker, which keeps them.
    pub fn board_by(&self, clock: Clock) -> Service {
        let producer = self.service_producer("board").stamped_by(Arc::clone(&clock));
        let board = Board::start_by(clock, &self.config, self.bot_settings(), self.rest(), producer);
        Self::running(board.expect("the board starts"))
    }

    /// A board that knows only its machine's clock and what Kafka's acknowledgements say. `kafka` is Kafka's clock.
    pub fn board_beside(&self, kafka: Clock) -> Service {
        let producer = self.service_producer("board").stamped_by(kafka);
        let board = Board::start(&self.config, self.bot_settings(), self.rest(), producer);
        Self::running(board.expect("the board starts"))
    }

    /// What the test appends has the times of this clock. Before anything is appended.
    pub fn appends_by(&self, clock: Clock) {
        let is_first = self.producer.set(self.service_producer("test").stamped_by(clock)).is_ok();
        assert!(is_first, "something was appended before");
    }

    fn running(board: Board) -> Service {
        let stop = CancellationToken::new();
        let task = tokio::spawn(board.run(stop.clone()));
        Service { stop, task, gateway: None, view: None, history: None }
    }

    /// Writes into `HISTORY_URL`.
    pub fn history(&self) -> Service {
        let stop = CancellationToken::new();
        let history = History::start(&self.config).expect("the history starts");
        let state = Some(history.state());
        let task = tokio::spawn(history.run(stop.clone()));
        Service { stop, task, gateway: None, view: None, history: state }
    }

    /// The settings that all services of this process share.
    pub fn bot_settings(&self) -> Settings {
        let followed = self.bot_settings.get_or_init(|| {
            let settings = Settings::new(&self.config);
            let follower = settings.follow(self.kafka()).expect("a reader of the settings");
            (settings, follower)
        });
        followed.0.clone()
    }

    fn service_producer(&self, name: &str) -> Producer {
        Producer::start(self.kafka(), name, MessageTimeout::SERVICE).expect("a producer")
    }

    /// The bot's own client of Discord.
    pub fn rest(&self) -> Rest {
        let discord = &self.config.discord;
        let token = discord.token().expect("there is a token").reveal();
        Rest::trusting(discord.authorities.as_ref(), &discord.api_url, token, discord.requests_per_second)
            .expect("a client")
    }

    /// Starts `needhelp <service>` as a process.
    pub fn start(&mut self, service: &str) {
        self.processes.push(Process::start(service, &self.settings));
    }

    /// Waits until the gateway is connected and its command is registered.
    pub async fn until_connected(&self) {
        self.discord.command_registered("needhelp").await.expect("the command is registered");
        self.discord.gateway().wait_for_sessions(1).await.expect("the gateway is connected");
    }

    /// From now on, it is so much later for boards, also for those that run.
    pub fn clock_is_ahead(&self, by: Duration) {
        self.ahead.store(i64::try_from(by.as_millis()).expect("a short time"), Ordering::Relaxed);
    }

    /// Waits until three requests with this method and path were refused, and lets half a minute pass for the boards.
    pub async fn refused_for_half_a_minute(&self, method: Method, path: &str) {
        let is_refused = |request: &&Arc<Request>| {
            let status = request.status.unwrap_or(0);
            request.method == method && request.path == path && (400..500).contains(&status)
        };
        let thrice = |all: &[Arc<Request>]| (all.iter().filter(is_refused).count() >= 3).then_some(());
        self.discord.wait_for_requests(thrice).await.expect("three refusals");
        self.clock_is_ahead(Duration::from_secs(31));
    }

    /// Ten minutes and 200 messages of other people later, for Discord and for boards started from now on; Discord works
    /// again.
    pub fn ten_minutes_later(&self) {
        self.discord.heal_all();
        let later = Duration::from_secs(600);
        self.discord.advance(later);
        for n in 0..200 {
            self.discord.person("David").says(&format!("What a lovely day, {n}"));
        }
        self.clock_is_ahead(later);
    }
}
