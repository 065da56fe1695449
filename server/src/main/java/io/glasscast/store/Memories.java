package io.glasscast.store;

import io.glasscast.kernel.Chance;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What must be known of users after a kill of the server, sealed where there is a key: it holds secrets that must be
/// read again.
///
/// Calls as with [Store].
public final class Memories {
    private static final String PROOF = "the right key", PROOF_PLACE = "seals";

    private final Database database;
    private final Optional<StoreKey> key;
    private final Chance chance;

    Memories(Database database, Optional<StoreKey> key, Chance chance) {
        this.database = database;
        this.key = key;
        this.chance = chance;
    }

    /// Writes down what must be known of a user after a kill of the server, in place of what was written before.
    public void remember(String email, String memory) {
        database.transact(() -> write(User.canonical(email), memory));
    }

    /// Nothing need be known of a user.
    public void forget(String email) {
        database.transact(() -> database.update("DELETE FROM desk_memories WHERE email = ?", User.canonical(email)));
    }

    /// What is written down, by user.
    public Map<String, String> all() {
        return database.transact(this::read);
    }

    private Map<String, String> read() throws SQLException {
        var memories = new LinkedHashMap<String, String>();
        database.list(
                columns -> memories.put(columns.getString(1), unsealed(columns.getString(1), columns.getString(2))),
                "SELECT email, memory FROM desk_memories ORDER BY email");
        return memories;
    }

    /// What is damaged is as good as nothing.
    private String unsealed(String email, String memory) {
        if (!StoreKey.isSealed(memory)) return memory;
        return key.flatMap(known -> known.open(memory, place(email))).orElse("");
    }

    private int write(String email, String memory) throws SQLException {
        return database.update(
                "INSERT INTO desk_memories (email, memory) VALUES (?, ?)"
                        + " ON CONFLICT (email) DO UPDATE SET memory = excluded.memory",
                email,
                key.map(known -> known.seal(memory, place(email), chance)).orElse(memory));
    }

    private static String place(String email) {
        return "desk_memories/" + email;
    }

    /// Sees to it that what is remembered is sealed where there is a key, and opened with no other.
    ///
    /// @return whether it was sealed just now
    boolean seal() {
        return database.transact(() -> {
            var proof = database.text("SELECT proof FROM seals");
            if (key.isEmpty()) {
                if (proof.isPresent())
                    throw new StoreException("it is encrypted, and store.key does not say with which key");
                return false;
            }
            if (proof.isPresent()) {
                if (key.get().open(proof.get(), PROOF_PLACE).isEmpty())
                    throw new StoreException("it is encrypted with another key than that of store.key");
                return false;
            }
            database.update(
                    "INSERT INTO seals (id, proof) VALUES (1, ?)", key.get().seal(PROOF, PROOF_PLACE, chance));
            for (var memory : read().entrySet()) write(memory.getKey(), memory.getValue());
            return true;
        });
    }
}
