-- Figures of years in few rows. See Analytics/Recount.sql.

-- What a chart by the day draws.
CREATE TABLE day_counts (
    day       date NOT NULL,
    inbox_id  uuid NOT NULL,
    channel   text NOT NULL,
    direction text NOT NULL,
    n         int NOT NULL
);
CREATE INDEX day_counts_day ON day_counts (day);

-- What came in by the hour of the week, for each month.
CREATE TABLE hour_counts (
    month    date NOT NULL,
    weekday  smallint NOT NULL,                    -- ISO: 1 is Monday
    hour     smallint NOT NULL,
    inbox_id uuid NOT NULL,
    channel  text NOT NULL,
    n        int NOT NULL
);
CREATE INDEX hour_counts_month ON hour_counts (month);

-- Who exchanged how many messages with us.
CREATE TABLE member_counts (
    grain      smallint NOT NULL,                  -- 2 = a day, 3 = a month of the team's zone
    start      timestamptz NOT NULL,
    contact_id uuid NOT NULL,
    inbox_id   uuid NOT NULL,
    channel    text NOT NULL,
    n          int NOT NULL,
    inbound    int NOT NULL
);
CREATE INDEX member_counts_start ON member_counts (grain, start);
CREATE INDEX member_counts_contact ON member_counts (contact_id);

-- The durations of a month by bin and nothing else, for the median; and by whose they were without bins, for averages.
CREATE TABLE duration_bins (
    start    timestamptz NOT NULL,
    kind     text NOT NULL,
    inbox_id uuid NOT NULL,
    channel  text NOT NULL,
    bin      smallint NOT NULL,
    n        int NOT NULL,
    seconds  double precision NOT NULL
);
CREATE INDEX duration_bins_start ON duration_bins (start);

CREATE TABLE duration_sums (
    start    timestamptz NOT NULL,
    kind     text NOT NULL,
    inbox_id uuid NOT NULL,
    channel  text NOT NULL,
    agent_id uuid,
    labels   uuid[] NOT NULL,
    n        int NOT NULL,
    seconds  double precision NOT NULL
);
CREATE INDEX duration_sums_start ON duration_sums (start);

-- What has been counted is counted anew.
TRUNCATE analytics_marks, message_counts, load_counts, durations, duration_counts;
DELETE FROM analytics_state;
INSERT INTO analytics_state DEFAULT VALUES;
