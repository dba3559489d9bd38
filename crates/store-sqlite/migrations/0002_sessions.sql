-- One row per session. Whole Unix seconds where tokens count in them (iat, exp), microseconds elsewhere.
CREATE TABLE countersign_session (
    id            TEXT    NOT NULL PRIMARY KEY,
    user_id       INTEGER NOT NULL,
    -- The adopted token's jti; NULL for a session that a login opened.
    origin_jti    TEXT    UNIQUE,
    -- The row stays until that token has expired, so that it cannot be adopted twice.
    origin_exp    INTEGER,
    generation    INTEGER NOT NULL,
    current_jti   TEXT    NOT NULL,
    current_iat   INTEGER NOT NULL,
    current_exp   INTEGER NOT NULL,
    previous_jti  TEXT,
    rotated_at    INTEGER,
    -- No access token minted so far lives longer (seconds).
    access_until  INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER NOT NULL,
    -- The newest use that was older than the reuse interval when the next one came: what is shown while that one is young.
    earlier_use_at INTEGER,
    proven_at     INTEGER,
    -- The absolute end (seconds); NULL: none.
    expires_at    INTEGER,
    ended_at      INTEGER,
    ip            TEXT,
    user_agent    TEXT    NOT NULL
) STRICT;

CREATE INDEX countersign_session_user ON countersign_session (user_id) WHERE ended_at IS NULL;

-- Tokens that were revoked one by one, until their own exp.
CREATE TABLE countersign_revoked_token (
    jti        TEXT    NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT;

-- Tokens without a session that were issued at or before this second are refused.
CREATE TABLE countersign_user_mark (
    user_id    INTEGER NOT NULL PRIMARY KEY,
    not_before INTEGER NOT NULL
) STRICT;
