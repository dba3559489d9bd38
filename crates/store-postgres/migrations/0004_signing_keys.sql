-- The key ring. Private keys are sealed under a key that is not in this database.
CREATE TABLE countersign_signing_key (
    kid        TEXT   NOT NULL PRIMARY KEY,
    algorithm  TEXT   NOT NULL,
    sealed     BYTEA  NOT NULL,
    created_at BIGINT NOT NULL
);
