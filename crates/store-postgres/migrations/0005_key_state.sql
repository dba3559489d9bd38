-- What a key does: published and verifying only (next), signing (active: the newest of its algorithm), verifying only (retired).
ALTER TABLE countersign_signing_key
    ADD COLUMN state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('next', 'active', 'retired'));
