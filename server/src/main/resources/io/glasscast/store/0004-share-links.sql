-- Links by which others may watch a stream for a while. Their secrets are kept as hashes only.
CREATE TABLE share_links (
    link_id    TEXT PRIMARY KEY,
    stream_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

CREATE INDEX share_links_by_stream ON share_links (stream_id);
