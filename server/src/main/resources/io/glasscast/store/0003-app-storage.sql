-- What apps keep for their users: pairs of texts that only the app reads.
CREATE TABLE app_storage (
    package_name TEXT NOT NULL REFERENCES apps (package_name) ON DELETE CASCADE,
    email        TEXT NOT NULL REFERENCES users (email) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    content      TEXT NOT NULL,
    PRIMARY KEY (package_name, email, name)
);

CREATE INDEX app_storage_by_email ON app_storage (email);
