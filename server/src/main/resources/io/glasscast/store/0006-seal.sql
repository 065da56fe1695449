-- One row, where a key is configured: something sealed with it, by which it is known again.
CREATE TABLE seals (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    proof TEXT NOT NULL
);
