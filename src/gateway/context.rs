//! The state that all parts of the gateway share: configuration, clients and running tasks.

#[cfg(test)]
pub(crate) mod staged;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::alert::{Alert, ApplicationId, Claim, GuildId, InteractionId, Millis, RoleId, UserId};
use crate::config::{Config, GatewayShards, KafkaConfig};
use crate::discord::Passwords;
use crate::discord::input::ask::Typed;
use crate::discord::input::interaction::Member;
use crate::discord::render::privacy::Kept;
use crate::discord::rest::Rest;
use crate::discord::text::Part;
use crate::discord::text::part::said;
use crate::gateway::interactions::dedup::RecentIds;
use crate::gateway::interactions::other_program::OtherProgram;
use crate::gateway::interactions::submit::NOT_SENT_SECONDS;
use crate::gateway::interactions::unsent::Unsent;
use crate::gateway::servers::helper_role::HelperRole;
use crate::gateway::servers::joined::Joined;
use crate::gateway::servers::roles::Roles;
use crate::gateway::servers::served::Served;
use crate::gateway::status::GatewayState;
use crate::gateway::view::View;
use crate::history::Database;
use crate::kafka::producer::SendError;
use crate::kafka::producer::{Delivered, Outgoing, Producer};
use crate::metric_names;
use crate::settings::{Settings, record};

/// Discord delivers a repetition within seconds; fewer interactions than this come in that time.
const RECENT: usize = 4_096;

/// How long a command waits for the servers' settings. Discord wants an answer within 3 s.
const SETTINGS_WITHIN: Duration = Duration::from_millis(1_000);

/// Asks each part of the process whether it works, or what is missing.
pub(crate) type Parts = Box<dyn Fn() -> Vec<(&'static str, Result<(), String>)> + Send + Sync>;

pub(crate) struct Context {
    pub(crate) kafka: KafkaConfig,
    pub(crate) settings: Settings,
    /// The key of the passwords; `None` without a token.
    passwords: Option<Passwords>,
    pub(crate) served: Served,
    /// The command is registered everywhere, and not in one server.
    is_global: bool,
    /// The shards of this process; `None`: all.
    pub(crate) shards: Option<GatewayShards>,
    joined: Mutex<Joined>,
    /// That of the environment.
    helper_role: Option<Mutex<HelperRole>>,
    roles: Mutex<Roles>,
    registrations: watch::Sender<Registrations>,
    pub(crate) other_program: OtherProgram,
    pub(crate) rest: Rest,
    /// `None` where no history is kept.
    pub(crate) history: Option<Database>,
    pub(crate) producer: Producer,
    pub(crate) view: Arc<View>,
    /// Held while somebody changes a server's settings.
    pub(crate) setups: tokio::sync::Mutex<()>,
    /// Held while a panel is posted, moved or removed.
    pub(crate) panels: tokio::sync::Mutex<()>,
    /// How long what people did is kept.
    pub(crate) kept: Kept,
    parts: OnceLock<Parts>,
    /// How many alerts a parent may send within an hour.
    pub(crate) alerts_per_hour: u16,
    unsent: Mutex<Unsent<Alert>>,
    refused: Mutex<Unsent<Typed>>,
    topics: watch::Receiver<bool>,
    pub(crate) state: watch::Sender<GatewayState>,
    /// The tasks that somebody waits for.
    pub(crate) under_way: TaskTracker,
    /// Fires when answers can no longer be waited for.
    pub(crate) end: CancellationToken,
    /// Fires when the process can no longer wait for withdrawals either.
    pub(crate) gone: CancellationToken,
    recent: Mutex<RecentIds>,
    /// The bot's own user, 0 until Discord sends it.
    me: AtomicU64,
    /// Its application, 0 until Discord sends it.
    application: AtomicU64,
}

impl Context {
    pub(crate) fn new(
        config: &Config,
        settings: Settings,
        rest: Rest,
        producer: Producer,
        topics: watch::Receiver<bool>,
        view: Arc<View>,
    ) -> Self {
        let here = settings.for_guild(None);
        Context {
            kafka: config.kafka.clone(),
            served: Served::new(config.discord.guild_id, here.channel),
            is_global: config.discord.guild_id.is_none(),
            shards: config.discord.shards,
            joined: Mutex::default(),
            helper_role: here.helper_role.map(|role| Mutex::new(HelperRole::new(role))),
            roles: Mutex::default(),
            settings,
            passwords: config.discord.token().ok().map(|token| Passwords::new(token.reveal())),
            registrations: watch::Sender::default(),
            other_program: OtherProgram::default(),
            rest,
            // Its address was checked with the other settings.
            history: config.history.url.as_ref().and_then(|url| Database::open_lazily(url).ok()),
            producer,
            view,
            setups: tokio::sync::Mutex::default(),
            panels: tokio::sync::Mutex::default(),
            kept: Kept {
                hours_in_the_channel: config.redact_after_hours.into(),
                days_in_kafka: record::days_in_kafka(&config.kafka),
                days_in_the_history: config.history.url.as_ref().map(|_| config.history.keep_days.into()),
            },
            parts: OnceLock::new(),
            alerts_per_hour: config.alerts_per_hour,
            unsent: Mutex::default(),
            refused: Mutex::default(),
            topics,
            state: watch::Sender::default(),
            under_way: TaskTracker::new(),
            end: CancellationToken::new(),
            gone: CancellationToken::new(),
            recent: Mutex::new(RecentIds::new(RECENT)),
            me: AtomicU64::new(0),
            application: AtomicU64::new(0),
        }
    }

    pub(crate) fn set_me(&self, me: UserId, application: Option<ApplicationId>) {
        self.me.store(me.0, Ordering::Relaxed);
        if let Some(application) = application {
            self.application.store(application.0, Ordering::Relaxed);
        }
    }

    pub(crate) fn set_parts(&self, parts: Parts) {
        // Set once, at the start.
        _ = self.parts.set(parts);
    }

    /// The parts of this process, with what is missing for each. By itself the gateway knows only of its own connection.
    pub(crate) fn parts(&self) -> Vec<(&'static str, Result<(), String>)> {
        let own = || self.state.borrow().missing().map_or(Ok(()), |missing| Err(missing.to_string()));
        self.parts.get().map_or_else(|| vec![("gateway", own())], |parts| parts())
    }

    /// The bot's application, if Discord sent it with a session.
    pub(crate) fn application(&self) -> Option<ApplicationId> {
        Some(self.application.load(Ordering::Relaxed)).filter(|id| *id != 0).map(ApplicationId)
    }

    /// Whether this user is the bot. True for everybody until Discord sends who the bot is.
    pub(crate) fn is_me(&self, user: UserId) -> bool {
        let me = self.me.load(Ordering::Relaxed);
        me == 0 || me == user.0
    }

    /// The two words by which the child knows the neighbor of this claim of the alert, where its details are private.
    pub(crate) fn password(&self, alert: &Alert, claim: &Claim) -> Option<Part> {
        let passwords = self.passwords.as_ref().filter(|_| self.settings.hide_details(alert))?;
        let language = self.settings.for_guild(alert.guild_id).password_language();
        Some(said(passwords.of(&claim.event, language)))
    }

    /// Whether the command is registered everywhere, and not in one server.
    pub(crate) fn is_global(&self) -> bool {
        self.is_global
    }

    /// The servers that the bot is in.
    pub(crate) fn joined(&self) -> MutexGuard<'_, Joined> {
        // Consistent after each of its steps, even if the lock is poisoned.
        self.joined.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The alerts whose parents are being asked something.
    pub(crate) fn unsent(&self) -> MutexGuard<'_, Unsent<Alert>> {
        // Consistent after each of its steps, even if the lock is poisoned.
        self.unsent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What parents have typed that could not be sent.
    pub(crate) fn refused(&self) -> MutexGuard<'_, Unsent<Typed>> {
        // Consistent after each of its steps, even if the lock is poisoned.
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The role that people of this server need to take an alert.
    pub(crate) fn needed_role(&self, server: Option<GuildId>) -> Option<RoleId> {
        if let Some(role) = &self.helper_role {
            return role.lock().unwrap_or_else(PoisonError::into_inner).needed_in(server);
        }
        let role = self.settings.for_guild(server).helper_role?;
        server.is_none_or(|server| self.roles().can_be_had(server, role)).then_some(role)
    }

    /// The roles of the servers.
    pub(crate) fn roles(&self) -> MutexGuard<'_, Roles> {
        // Consistent after each of its steps, even if the lock is poisoned.
        self.roles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this person may act on the alerts of others in this server: by the role for it, or without one, by the
    /// permission to manage messages. An administrator always may.
    pub(crate) fn is_moderator(&self, server: Option<GuildId>, member: &Member) -> bool {
        match self.settings.for_guild(server).moderator_role {
            Some(role) => member.has_role(role) || member.is_administrator(),
            None => member.may_manage_messages(),
        }
    }

    /// Learns something about the helper role, and reports if it is gone or back.
    pub(crate) fn with_helper_role(&self, learn: impl FnOnce(&mut HelperRole)) {
        let Some(role) = &self.helper_role else { return };
        let mut role = role.lock().unwrap_or_else(PoisonError::into_inner);
        learn(&mut role);
        let is_gone = role.is_gone();
        let changed =
            self.state.send_if_modified(|state| std::mem::replace(&mut state.no_helper_role, is_gone) != is_gone);
        match (changed, is_gone) {
            (true, true) => tracing::warn!(
                role_id = role.id().0,
                "the role of DISCORD_HELPER_ROLE_ID does not exist: no phone rings for a new alert, and everybody may take \
                 it. Create a role and set its id"
            ),
            (true, false) => tracing::info!(role_id = role.id().0, "the helper role is there again"),
            (false, _) => {}
        }
    }

    /// Has the command registered again.
    pub(crate) fn register_again(&self) {
        self.registrations.send_modify(|asked| asked.register += 1);
    }

    /// Has servers looked through for a second command.
    pub(crate) fn look_for_duplicates(&self) {
        self.registrations.send_modify(|asked| asked.look += 1);
    }

    /// Changes when the command has to be registered again, or a second one looked for.
    pub(crate) fn registrations(&self) -> watch::Receiver<Registrations> {
        self.registrations.subscribe()
    }

    /// Waits until the servers' settings are read, for as long as a person can wait.
    pub(crate) async fn settings_are_read(&self) {
        if self.settings.are_followed() && !self.settings.are_read_within(SETTINGS_WITHIN).await {
            tracing::warn!("the settings of the servers are not read yet: the environment's are used");
        }
    }

    /// Whether an interaction comes for the first time; Discord may deliver it again.
    pub(crate) fn is_new(&self, id: InteractionId) -> bool {
        // The set is consistent after each of its steps, even if the lock is poisoned.
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).insert(id.0)
    }

    /// Appends once the topics exist. Dropped before that, it has appended nothing.
    ///
    /// # Errors
    /// [`SendError`], as the producer reports it.
    pub(crate) async fn append(&self, outgoing: Outgoing) -> Result<Delivered, SendError> {
        if !self.topics_exist().await {
            return Err(SendError::NotWritten("the process is ending".to_owned()));
        }
        self.producer.send(outgoing).await
    }

    /// Waits for the topics; `false` if the process ends before.
    pub(crate) async fn topics_exist(&self) -> bool {
        let mut topics = self.topics.clone();
        tokio::select! {
            seen = topics.wait_for(|there| *there) => seen.is_ok(),
            () = self.gone.cancelled() => false,
        }
    }

    pub(crate) fn count(&self, kind: &'static str, outcome: &'static str) {
        metrics::counter!(metric_names::INTERACTIONS, "kind" => kind, "outcome" => outcome).increment(1);
    }
}

/// How often something was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Registrations {
    /// To register the command.
    pub(crate) register: u64,
    /// To look for a second command of its name.
    look: u64,
}

/// The work has panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Panicked;

/// Runs `work` so that a panic in it does not end other tasks. The panic ends the process in order, and until then the
/// other interactions are answered.
///
/// # Errors
/// [`Panicked`] if it panicked.
pub(crate) async fn contained(
    what: &'static str,
    work: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Panicked> {
    // A task of its own, because a panic ends the task that it is in.
    match tokio::spawn(work).await {
        Err(error) if error.is_panic() => {
            tracing::error!(what, "this task panicked; the line above says where");
            Err(Panicked)
        }
        _ => Ok(()),
    }
}

/// When an interaction arrived, by both clocks: the wall clock for records, and the monotonic one for waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Received {
    pub(crate) at: Timestamp,
    pub(crate) instant: Instant,
}

impl Received {
    pub(crate) fn now() -> Self {
        Received { at: Timestamp::now(), instant: Instant::now() }
    }

    /// So many seconds later, for people and records.
    pub(crate) fn at_plus(&self, seconds: i64) -> Timestamp {
        self.at.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(self.at)
    }

    /// After this time a record that was not acknowledged counts as NOT sent.
    pub(crate) fn not_sent_at(&self) -> Millis {
        Millis::from(self.at_plus(NOT_SENT_SECONDS))
    }

    /// So much later, for waits.
    pub(crate) fn plus(&self, wait: Duration) -> Instant {
        self.instant + wait
    }
}
