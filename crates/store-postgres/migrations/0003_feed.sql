-- The event feed. Its numbers come from the counter row, so that their order is the order of commits.
CREATE TABLE countersign_feed_counter (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    epoch    TEXT    NOT NULL,
    last     BIGINT  NOT NULL
)
WITH (fillfactor = 10);

INSERT INTO countersign_feed_counter (only_row, epoch, last)
VALUES (1, replace(gen_random_uuid()::text, '-', ''), 0);

CREATE TABLE countersign_feed (
    seq     BIGINT NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL CHECK (kind IN ('session', 'user', 'jti')),
    subject TEXT   NOT NULL,
    -- The tokens that the event speaks of have expired by then (seconds).
    until   BIGINT NOT NULL
);

CREATE INDEX countersign_feed_until ON countersign_feed (until);
