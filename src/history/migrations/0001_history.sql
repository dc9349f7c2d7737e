-- One script for SQLite and PostgreSQL. SQLite takes any name of a type, and times are there RFC 3339 texts in UTC.

-- The logs that were read: a topic that was created again is another log.
CREATE TABLE logs (
    log_id bigint NOT NULL PRIMARY KEY,
    topic text NOT NULL,
    topic_id text NOT NULL,
    generation bigint NOT NULL,
    first_seen_at timestamptz NOT NULL,
    UNIQUE (topic, topic_id, generation)
);

-- How far each partition was read. Everything below next_offset is in this database.
CREATE TABLE positions (
    log_id bigint NOT NULL,
    partition bigint NOT NULL,
    next_offset bigint NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (log_id, partition)
);

-- Records that are missing here, because Kafka no longer had them: from from_offset to below to_offset.
CREATE TABLE gaps (
    log_id bigint NOT NULL,
    partition bigint NOT NULL,
    from_offset bigint NOT NULL,
    to_offset bigint NOT NULL,
    reason text NOT NULL,
    noticed_at timestamptz NOT NULL,
    PRIMARY KEY (log_id, partition, from_offset, to_offset, reason)
);

-- The log as it is, record by record. Rows are never removed. Names, places and messages are erased in time.
CREATE TABLE events (
    log_id bigint NOT NULL,
    partition bigint NOT NULL,
    record_offset bigint NOT NULL,
    appended_at timestamptz NOT NULL,
    alert_id text,
    kind text,
    event_id text NOT NULL,
    outcome text NOT NULL,
    at_home boolean NOT NULL,
    source text,
    source_appended_at timestamptz,
    give_up_at timestamptz,
    record json,
    raw bytea,
    problem text,
    forgotten boolean NOT NULL,
    erased boolean NOT NULL,
    PRIMARY KEY (log_id, partition, record_offset)
);
CREATE INDEX events_with_words ON events (appended_at) WHERE NOT erased;
CREATE INDEX events_of_alert ON events (alert_id, log_id, partition, record_offset);

-- One row for each alert: how it went and how it ended.
CREATE TABLE alerts (
    log_id bigint NOT NULL,
    partition bigint NOT NULL,
    raised_offset bigint NOT NULL,
    alert_id text NOT NULL,
    guild_id text,
    channel_id text,
    message_id text,
    parent_id text,
    parent_name text,
    child_name text,
    location text,
    area text,
    message text,
    drill boolean NOT NULL,
    counted boolean NOT NULL,
    raised_at timestamptz NOT NULL,
    needed_by timestamptz,
    timezone text NOT NULL,
    weekday smallint NOT NULL,
    hour smallint NOT NULL,
    phase text NOT NULL,
    ending text,
    ended_at timestamptz,
    safe boolean NOT NULL,
    answered boolean NOT NULL,
    answered_in_time boolean NOT NULL,
    claims smallint NOT NULL,
    first_claimed_at timestamptz,
    seconds_to_claim double precision,
    neighbor_id text,
    neighbor_name text,
    posted_at timestamptz,
    with_child_at timestamptz,
    highest_step smallint,
    last_offset bigint NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (log_id, partition, raised_offset)
);
CREATE INDEX alerts_by_time ON alerts (raised_at);
CREATE INDEX alerts_by_id ON alerts (alert_id);
CREATE INDEX alerts_of_parent ON alerts (parent_id);

-- One row for each time that a neighbor took an alert.
CREATE TABLE claims (
    log_id bigint NOT NULL,
    partition bigint NOT NULL,
    claim_offset bigint NOT NULL,
    raised_offset bigint NOT NULL,
    alert_id text NOT NULL,
    neighbor_id text,
    neighbor_name text,
    counted boolean NOT NULL,
    taken_over boolean NOT NULL,
    claimed_at timestamptz NOT NULL,
    seconds_to_claim double precision NOT NULL,
    with_child_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    PRIMARY KEY (log_id, partition, claim_offset)
);
CREATE INDEX claims_of_alert ON claims (log_id, partition, raised_offset);
CREATE INDEX claims_of_neighbor ON claims (neighbor_id);

-- Who wants to be forgotten: everything about them up to this time is erased.
CREATE TABLE forgotten (
    user_id text NOT NULL PRIMARY KEY,
    forgotten_at timestamptz NOT NULL
);

-- Who does not want to be named in statistics.
CREATE TABLE unnamed (
    user_id text NOT NULL PRIMARY KEY
);

-- Values of this database, such as the key of the pseudonyms.
CREATE TABLE properties (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
);

-- Alerts that were taken: how long that took.
CREATE VIEW time_to_claim AS
SELECT alert_id, guild_id, raised_at, needed_by, first_claimed_at, seconds_to_claim, answered_in_time, weekday, hour
FROM alerts
WHERE counted AND first_claimed_at IS NOT NULL;

-- Alerts that ended without a neighbor.
CREATE VIEW unanswered AS
SELECT alert_id, guild_id, raised_at, needed_by, ending, ended_at, highest_step, weekday, hour
FROM alerts
WHERE counted AND NOT answered AND ending IN ('expired', 'missed', 'not_shown');

-- How alerts went, by the weekday (1 is Monday) and the hour at which they were raised, in the alert's time zone.
CREATE VIEW by_weekday_hour AS
SELECT guild_id, weekday, hour,
    count(*) AS alerts,
    sum(CASE WHEN answered THEN 1 ELSE 0 END) AS answered,
    sum(CASE WHEN answered_in_time THEN 1 ELSE 0 END) AS answered_in_time,
    sum(CASE WHEN NOT answered AND ending IN ('expired', 'missed', 'not_shown') THEN 1 ELSE 0 END) AS unanswered,
    avg(seconds_to_claim) AS average_seconds_to_claim
FROM alerts
WHERE counted
GROUP BY guild_id, weekday, hour;

-- What each neighbor has done. The name is that of the newest claim, and NULL for who does not want to be named.
CREATE VIEW helpers AS
SELECT c.neighbor_id,
    max(CASE WHEN u.user_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM claims newer
        WHERE newer.neighbor_id = c.neighbor_id AND newer.claimed_at > c.claimed_at
    ) THEN c.neighbor_name END) AS neighbor_name,
    count(*) AS claims,
    sum(CASE WHEN c.ended_by = 'done' THEN 1 ELSE 0 END) AS done,
    sum(CASE WHEN c.ended_by = 'released' THEN 1 ELSE 0 END) AS given_back,
    min(c.claimed_at) AS first_claimed_at,
    max(c.claimed_at) AS last_claimed_at
FROM claims c
JOIN alerts a ON a.log_id = c.log_id AND a.partition = c.partition AND a.raised_offset = c.raised_offset
LEFT JOIN unnamed u ON u.user_id = c.neighbor_id
WHERE a.counted AND c.counted AND c.neighbor_id IS NOT NULL
GROUP BY c.neighbor_id;
