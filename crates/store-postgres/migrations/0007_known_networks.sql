-- Where users have logged in from with their password: what is guessed elsewhere does not lock them out there.
CREATE TABLE countersign_known_network (
    user_id      BIGINT NOT NULL,
    -- An IPv4 address, or the /64 that an IPv6 address is in.
    network      TEXT   NOT NULL,
    -- Seconds.
    logged_in_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, network)
);
