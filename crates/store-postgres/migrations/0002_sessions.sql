-- One row per session. Whole Unix seconds where tokens count in them (iat, exp), microseconds elsewhere.
CREATE TABLE countersign_session (
    id             TEXT   NOT NULL PRIMARY KEY,
    user_id        BIGINT NOT NULL,
    -- The adopted token's jti; NULL for a session that a login opened.
    origin_jti     TEXT   UNIQUE,
    -- The row stays until that token has expired, so that it cannot be adopted twice.
    origin_exp     BIGINT,
    generation     BIGINT NOT NULL,
    current_jti    TEXT   NOT NULL,
    current_iat    BIGINT NOT NULL,
    current_exp    BIGINT NOT NULL,
    previous_jti   TEXT,
    rotated_at     BIGINT,
    -- No access token minted so far lives longer (seconds).
    access_until   BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    last_used_at   BIGINT NOT NULL,
    -- The newest use that was older than the reuse interval when the next one came: what is shown while that one is young.
    earlier_use_at BIGINT,
    proven_at      BIGINT,
    -- The absolute end (seconds); NULL: none.
    expires_at     BIGINT,
    ended_at       BIGINT,
    ip             TEXT,
    user_agent     TEXT   NOT NULL
)
-- A refresh changes no column of an index: with room in its page, the new row needs no new entries in them.
WITH (fillfactor = 80);

CREATE INDEX countersign_session_user ON countersign_session (user_id) WHERE ended_at IS NULL;

-- Tokens that were revoked one by one, until their own exp.
CREATE TABLE countersign_revoked_token (
    jti        TEXT   NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);

-- Tokens without a session that were issued at or before this second are refused.
CREATE TABLE countersign_user_mark (
    user_id    BIGINT NOT NULL PRIMARY KEY,
    not_before BIGINT NOT NULL
);
