-- Programs with credentials of their own, which are told what is revoked.
CREATE TABLE countersign_client (
    id          TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    -- SHA-256 of 256 unpredictable bits.
    secret_hash BYTEA   NOT NULL,
    -- Microseconds.
    created_at  BIGINT  NOT NULL,
    revoked_at  BIGINT
);

-- Of an event of a user: tokens without a session that were issued at that second or before are refused.
ALTER TABLE countersign_feed ADD COLUMN not_before BIGINT;
