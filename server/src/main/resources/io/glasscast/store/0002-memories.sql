-- What must outlive a kill of the server. A memory is JSON text that only the room that wrote it reads.
CREATE TABLE desk_memories (
    email  TEXT PRIMARY KEY REFERENCES users (email) ON DELETE CASCADE,
    memory TEXT NOT NULL
);

-- One row: when the server last said that it lives.
CREATE TABLE signs_of_life (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    alive_at TEXT NOT NULL
);
