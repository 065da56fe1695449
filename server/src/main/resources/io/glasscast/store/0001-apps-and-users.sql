-- Runs on SQLite and PostgreSQL alike. Times are ISO 8601 text, hashes and salts hexadecimal text.
CREATE TABLE apps (
    package_name TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    webhook      TEXT,
    key_salt     TEXT NOT NULL,
    key_hash     TEXT NOT NULL,
    created_at   TEXT NOT NULL
);

CREATE TABLE app_permissions (
    package_name TEXT NOT NULL REFERENCES apps (package_name) ON DELETE CASCADE,
    permission   TEXT NOT NULL,
    PRIMARY KEY (package_name, permission)
);

CREATE TABLE users (
    email      TEXT PRIMARY KEY,
    created_at TEXT NOT NULL
);

CREATE TABLE glasses_tokens (
    token_id   TEXT PRIMARY KEY,
    email      TEXT NOT NULL REFERENCES users (email) ON DELETE CASCADE,
    token_salt TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TEXT NOT NULL
);

CREATE INDEX glasses_tokens_by_email ON glasses_tokens (email);
