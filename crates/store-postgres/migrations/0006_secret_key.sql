-- The secret key of sessions and CSRF, where none is configured. It is sealed under a key that is not in this database.
CREATE TABLE countersign_secret_key (
    only_row   INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    sealed     BYTEA   NOT NULL,
    created_at BIGINT  NOT NULL
);
