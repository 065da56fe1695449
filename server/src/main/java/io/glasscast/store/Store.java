package io.glasscast.store;

import io.glasscast.kernel.Chance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Apps, users and their secrets, and what must outlive a kill of the server. Any thread may call; calls wait for each
/// other and for the disk, a millisecond or less, so event loops should not.
///
/// Whoever does not exist is refused exactly as whoever has the wrong secret, in the same time.
///
/// Every method throws [StoreException] when the database cannot be used.
public final class Store implements AutoCloseable {
    private static final String FILE = "glasscast.db";
    /// 192 bits, beyond guessing.
    private static final int SECRET_BYTES = 24;
    /// Enough never to meet twice.
    private static final int TOKEN_ID_BYTES = 9;
    /// Longer secrets are nobody's: they are refused before they are hashed.
    private static final int SECRET_LIMIT = 256;
    /// What one app may keep for one user, names counted: clients tell their authors that it is 1 MB.
    private static final int STORAGE_LIMIT = 1_000_000;
    /// Names are read all at once, and written one by one.
    private static final int STORED_LIMIT = 1_000;

    /// How long another program, such as the sqlite3 shell, may hold the database.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// One pair of glasses a finger, with what was renewed and not yet forgotten; more is a client gone wild.
    private static final int TOKENS_OF_A_USER = 100;

    private static final String API_TOKEN = "token_id, name, scope, created_at, expires_at";
    private static final String LINK = "link_id, stream_id, name, token_hash, created_at, expires_at";

    private static final String PROOF = "the right key", PROOF_PLACE = "seals";

    private final Path file;
    private final Backup backup;
    private final Connection connection;
    private final Optional<StoreKey> key;
    private final Chance chance;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /// Held while a backup is made, which takes longer than anything else.
    private final ReentrantLock backing = new ReentrantLock();

    private Store(Path file, Connection connection, Optional<StoreKey> key, Chance chance, InstantSource clock) {
        this.file = file;
        backup = new Backup(file);
        this.connection = connection;
        this.key = key;
        this.chance = chance;
        this.clock = clock;
    }

    /// Opens, or begins, the database in `dataDir`, and brings its schema up to date.
    ///
    /// @param key seals what holds secrets that must be read again; what was written without one is sealed now
    /// @throws StoreException also when the database was sealed, and not with this key
    public static Store open(Path dataDir, Optional<StoreKey> key, Chance chance, InstantSource clock) {
        return open(dataDir, key, chance, clock, PATIENCE);
    }

    static Store open(Path dataDir, Optional<StoreKey> key, Chance chance, InstantSource clock, Duration patience) {
        var file = dataDir.resolve(FILE);
        try {
            Files.createDirectories(dataDir);
            if (!Files.exists(file)) Files.createFile(file);
            if (Files.getFileStore(file).supportsFileAttributeView("posix"))
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            var store = new Store(file, connection, key, chance, clock);
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = " + patience.toMillis());
                // WAL: readers (a backup, the sqlite3 shell) do not block us, nor we them.
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                statement.execute("PRAGMA foreign_keys = ON");
                // What is forgotten is overwritten.
                statement.execute("PRAGMA secure_delete = ON");
                Migrations.apply(connection, clock.instant());
                if (store.sealed()) {
                    // What was there in clear lies about: in free pages, in the log, and in the copy.
                    statement.execute("VACUUM");
                    statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                    store.backup.renew();
                }
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return store;
        } catch (SQLException e) {
            throw new StoreException(Trouble.words(file, new Backup(file), e), e);
        } catch (IOException e) {
            throw new StoreException("cannot open the database in " + dataDir + ": " + e.getMessage(), e);
        }
    }

    /// Sees to it that what holds secrets is sealed where there is a key, and opened with no other.
    ///
    /// @return whether it was sealed just now
    private boolean sealed() {
        return transact(() -> {
            var proof = text("SELECT proof FROM seals");
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
            update("INSERT INTO seals (id, proof) VALUES (1, ?)", key.get().seal(PROOF, PROOF_PLACE, chance));
            for (var memory : readMemories().entrySet()) write(memory.getKey(), memory.getValue());
            return true;
        });
    }

    /// Registers an app.
    ///
    /// @return its API key, shown this once; empty when the package name is taken
    public Optional<String> addApp(App app) {
        var key = "gck_" + secret(SECRET_BYTES);
        var hashed = HashedSecret.of(key, chance);
        return transact(() -> {
            int added = update(
                    "INSERT INTO apps (package_name, name, webhook, key_salt, key_hash, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (package_name) DO NOTHING",
                    app.packageName(),
                    app.name(),
                    webhook(app),
                    hashed.salt(),
                    hashed.hash(),
                    clock.instant().toString());
            if (added == 0) return Optional.empty();
            writePermissions(app);
            return Optional.of(key);
        });
    }

    /// Changes name, permissions and webhook of an app; its key stays.
    ///
    /// @return whether there is such an app
    public boolean changeApp(App app) {
        return transact(() -> {
            int changed = update(
                    "UPDATE apps SET name = ?, webhook = ? WHERE package_name = ?",
                    app.name(),
                    webhook(app),
                    app.packageName());
            if (changed == 0) return false;
            update("DELETE FROM app_permissions WHERE package_name = ?", app.packageName());
            writePermissions(app);
            return true;
        });
    }

    /// Gives an app a new API key; the old one ends at once.
    ///
    /// @return the key, shown this once; empty when there is no such app
    public Optional<String> renewKey(String packageName) {
        var key = "gck_" + secret(SECRET_BYTES);
        var hashed = HashedSecret.of(key, chance);
        return transact(() -> update(
                                "UPDATE apps SET key_salt = ?, key_hash = ? WHERE package_name = ?",
                                hashed.salt(),
                                hashed.hash(),
                                packageName)
                        == 0
                ? Optional.empty()
                : Optional.of(key));
    }

    /// Forgets an app.
    ///
    /// @return whether there was one
    public boolean removeApp(String packageName) {
        return transact(() -> update("DELETE FROM apps WHERE package_name = ?", packageName) > 0);
    }

    /// All apps, by package name.
    public List<App> apps() {
        return transact(() -> apps("SELECT package_name, name, webhook FROM apps ORDER BY package_name"));
    }

    /// One app.
    public Optional<App> app(String packageName) {
        return transact(
                () -> apps("SELECT package_name, name, webhook FROM apps WHERE package_name = ?", packageName).stream()
                        .findFirst());
    }

    /// The app whose key this is.
    public Optional<App> authenticate(String packageName, String apiKey) {
        var kept = transact(() -> hashed("SELECT key_salt, key_hash FROM apps WHERE package_name = ?", packageName));
        return matches(kept, apiKey) ? app(packageName) : Optional.empty();
    }

    /// Registers a user, whose first token never expires.
    ///
    /// @return a token for their glasses, shown this once; empty when the user exists
    public Optional<String> addUser(User user) {
        return addUser(user, Optional.empty()).map(GlassesToken::secret);
    }

    /// Registers a user.
    ///
    /// @param life of the token; empty: for ever
    /// @return a token for their glasses, shown this once; empty when the user exists
    public Optional<GlassesToken> addUser(User user, Optional<Duration> life) {
        return transact(() -> update(
                                "INSERT INTO users (email, created_at) VALUES (?, ?) ON CONFLICT (email) DO NOTHING",
                                user.email(),
                                clock.instant().toString())
                        == 0
                ? Optional.empty()
                : Optional.of(writeToken(user.email(), life)));
    }

    /// One more token for a user's glasses; the earlier ones stay good.
    ///
    /// @param life empty: for ever
    /// @return the token, shown this once; empty when there is no such user
    public Optional<GlassesToken> addToken(String email, Optional<Duration> life) {
        var user = User.canonical(email);
        return transact(() -> exists(user) ? Optional.of(writeToken(user, life)) : Optional.empty());
    }

    /// The token that glasses should hold from now on: this one during the first half of its life, then a new
    /// one. The old one stays good for as long as it was, so that an answer that gets lost locks nobody out.
    ///
    /// @param life of a new one; empty: for ever
    /// @return empty when this token is none, or not any more
    public Optional<GlassesToken> renewGlassesToken(String token, Optional<Duration> life) {
        var user = authenticateGlasses(token);
        if (user.isEmpty()) return Optional.empty();
        var now = clock.instant();
        return transact(() -> {
            var expiry = text("SELECT expires_at FROM glasses_tokens WHERE token_id = ?", tokenId(token))
                    .map(Instant::parse);
            var issued = text("SELECT created_at FROM glasses_tokens WHERE token_id = ?", tokenId(token))
                    .map(Instant::parse);
            boolean young = expiry.isEmpty()
                    || Duration.between(issued.orElse(now), now).compareTo(Duration.between(now, expiry.get())) < 0;
            update("DELETE FROM glasses_tokens WHERE expires_at < ?", expiredBefore(now));
            var others = text(
                    "SELECT COUNT(*) FROM glasses_tokens WHERE email = ?",
                    user.get().email());
            boolean full = Integer.parseInt(others.orElse("0")) >= TOKENS_OF_A_USER;
            return Optional.of(
                    young || full
                            ? new GlassesToken(token, expiry)
                            : writeToken(user.get().email(), life));
        });
    }

    /// A second late, because as text whole seconds come behind their fractions.
    private static String expiredBefore(Instant now) {
        return now.minusSeconds(1).toString();
    }

    /// Ends every token of a user.
    public void revokeTokens(String email) {
        transact(() -> update("DELETE FROM glasses_tokens WHERE email = ?", User.canonical(email)));
    }

    /// Forgets a user and their tokens.
    ///
    /// @return whether there was one
    public boolean removeUser(String email) {
        return transact(() -> update("DELETE FROM users WHERE email = ?", User.canonical(email)) > 0);
    }

    /// All users, by address.
    public List<User> users() {
        return transact(() -> {
            var users = new ArrayList<User>();
            try (var statement = prepare("SELECT email FROM users ORDER BY email");
                    var rows = statement.executeQuery()) {
                while (rows.next()) users.add(new User(rows.getString(1)));
            }
            return users;
        });
    }

    /// Whether there is such a user.
    public boolean hasUser(String email) {
        return transact(() -> exists(User.canonical(email)));
    }

    /// The user whose glasses hold this token. A token is `gct_<id>.<secret>`: the id finds the record, the secret
    /// is compared in constant time.
    public Optional<User> authenticateGlasses(String token) {
        var id = tokenId(token);
        var kept = transact(() -> hashed("SELECT token_salt, token_hash FROM glasses_tokens WHERE token_id = ?", id));
        if (!matches(kept, token)) return Optional.empty();
        return transact(() -> {
            var expiry = text("SELECT expires_at FROM glasses_tokens WHERE token_id = ?", id)
                    .map(Instant::parse);
            if (expiry.isPresent() && !clock.instant().isBefore(expiry.get())) return Optional.empty();
            return text("SELECT email FROM glasses_tokens WHERE token_id = ?", id)
                    .map(User::new);
        });
    }

    /// Issues a token for one of the operator's programs.
    ///
    /// @param life empty: for ever
    /// @throws IllegalArgumentException when the name cannot be
    public ApiToken.Issued addApiToken(String name, Scope scope, Optional<Duration> life) {
        var now = clock.instant();
        var token = new ApiToken("gca_" + secret(TOKEN_ID_BYTES), name, scope, now, life.map(now::plus));
        var secret = token.tokenId() + "." + secret(SECRET_BYTES);
        var hashed = HashedSecret.of(secret, chance);
        transact(() -> update(
                "INSERT INTO api_tokens (token_id, name, scope, token_salt, token_hash, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                token.tokenId(),
                name,
                scope.word(),
                hashed.salt(),
                hashed.hash(),
                now.toString(),
                token.expiresAt().map(Instant::toString).orElse(null)));
        return new ApiToken.Issued(token, secret);
    }

    /// All of them, the oldest first, whether they have expired or not.
    public List<ApiToken> apiTokens() {
        return transact(() -> apiTokens("SELECT " + API_TOKEN + " FROM api_tokens ORDER BY created_at, token_id"));
    }

    /// Ends a token.
    ///
    /// @return whether there was one
    public boolean removeApiToken(String tokenId) {
        return transact(() -> update("DELETE FROM api_tokens WHERE token_id = ?", tokenId) > 0);
    }

    /// The token that this is, unless it has expired.
    public Optional<ApiToken> authenticateApi(String token) {
        var id = tokenId(token);
        var kept = transact(() -> hashed("SELECT token_salt, token_hash FROM api_tokens WHERE token_id = ?", id));
        if (!matches(kept, token)) return Optional.empty();
        return transact(() -> apiTokens("SELECT " + API_TOKEN + " FROM api_tokens WHERE token_id = ?", id)).stream()
                .filter(known ->
                        known.expiresAt().map(clock.instant()::isBefore).orElse(true))
                .findFirst();
    }

    /// The first half of a token, which finds its record.
    private static String tokenId(String token) {
        if (token.length() > SECRET_LIMIT) return "";
        var parts = token.split("\\.", 3);
        return parts.length == 2 ? parts[0] : "";
    }

    private static boolean matches(Optional<HashedSecret> kept, String secret) {
        if (secret.length() > SECRET_LIMIT) return false;
        boolean right = kept.orElse(HashedSecret.NOBODY).matches(secret);
        return right && kept.isPresent();
    }

    /// Writes down what must be known of a user after a kill of the server, in place of what was written before.
    public void remember(String email, String memory) {
        transact(() -> write(User.canonical(email), memory));
    }

    /// Nothing need be known of a user.
    public void forget(String email) {
        transact(() -> update("DELETE FROM desk_memories WHERE email = ?", User.canonical(email)));
    }

    /// Nothing need be known of anybody.
    public void forgetAll() {
        transact(() -> update("DELETE FROM desk_memories") + update("DELETE FROM share_links"));
    }

    /// What is written down, by user.
    public Map<String, String> memories() {
        return transact(this::readMemories);
    }

    private Map<String, String> readMemories() throws SQLException {
        var memories = new LinkedHashMap<String, String>();
        try (var statement = prepare("SELECT email, memory FROM desk_memories ORDER BY email");
                var rows = statement.executeQuery()) {
            while (rows.next()) memories.put(rows.getString(1), unsealed(rows.getString(1), rows.getString(2)));
        }
        return memories;
    }

    /// What is damaged is as good as nothing.
    private String unsealed(String email, String memory) {
        if (!StoreKey.isSealed(memory)) return memory;
        return key.flatMap(known -> known.open(memory, place(email))).orElse("");
    }

    private int write(String email, String memory) throws SQLException {
        return update(
                "INSERT INTO desk_memories (email, memory) VALUES (?, ?)"
                        + " ON CONFLICT (email) DO UPDATE SET memory = excluded.memory",
                email,
                key.map(known -> known.seal(memory, place(email), chance)).orElse(memory));
    }

    private static String place(String email) {
        return "desk_memories/" + email;
    }

    /// What an app keeps for a user.
    public Map<String, String> stored(String packageName, String email) {
        return transact(() -> storage(packageName, User.canonical(email)));
    }

    /// Keeps these for a user, beside what is kept under other names. App and user must exist.
    ///
    /// @return whether there was room; if not, nothing was kept
    public boolean store(String packageName, String email, Map<String, String> contents) {
        var user = User.canonical(email);
        return transact(() -> {
            var all = storage(packageName, user);
            all.putAll(contents);
            long size = 0;
            for (var entry : all.entrySet())
                size += entry.getKey().length() + entry.getValue().length();
            if (size > STORAGE_LIMIT || all.size() > STORED_LIMIT) return false;
            for (var entry : contents.entrySet())
                update(
                        "INSERT INTO app_storage (package_name, email, name, content) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (package_name, email, name) DO UPDATE SET content = excluded.content",
                        packageName,
                        user,
                        entry.getKey(),
                        entry.getValue());
            return true;
        });
    }

    /// Keeps nothing under this name any more.
    public void unstore(String packageName, String email, String name) {
        transact(() -> update(
                "DELETE FROM app_storage WHERE package_name = ? AND email = ? AND name = ?",
                packageName,
                User.canonical(email),
                name));
    }

    /// Keeps nothing for a user any more.
    public void unstoreAll(String packageName, String email) {
        transact(() -> update(
                "DELETE FROM app_storage WHERE package_name = ? AND email = ?", packageName, User.canonical(email)));
    }

    /// Keeps a link, and forgets those of its stream that are over. Whether they are is not for the clock to say,
    /// which may have jumped.
    ///
    /// @param open those that are not
    public void addLink(ShareLink link, Set<String> open) {
        transact(() -> {
            for (var other : readLinks("SELECT " + LINK + " FROM share_links WHERE stream_id = ?", link.streamId()))
                if (!open.contains(other.linkId())) update("DELETE FROM share_links WHERE link_id = ?", other.linkId());
            return update(
                    "INSERT INTO share_links (link_id, stream_id, name, token_hash, created_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    link.linkId(),
                    link.streamId(),
                    link.name(),
                    link.hash(),
                    link.createdAt().toString(),
                    link.expiresAt().toString());
        });
    }

    /// The links of all streams.
    public List<ShareLink> links() {
        return transact(() -> readLinks("SELECT " + LINK + " FROM share_links ORDER BY created_at, link_id"));
    }

    /// The links of one stream, the oldest first.
    public List<ShareLink> links(String streamId) {
        return transact(() -> readLinks(
                "SELECT " + LINK + " FROM share_links WHERE stream_id = ? ORDER BY created_at, link_id", streamId));
    }

    /// Forgets a link.
    ///
    /// @return whether there was one
    public boolean removeLink(String streamId, String linkId) {
        return transact(
                () -> update("DELETE FROM share_links WHERE stream_id = ? AND link_id = ?", streamId, linkId) > 0);
    }

    /// Forgets the links of a stream.
    public void removeLinks(String streamId) {
        transact(() -> update("DELETE FROM share_links WHERE stream_id = ?", streamId));
    }

    /// Writes down that the server lives now.
    public void live() {
        transact(() -> update(
                "INSERT INTO signs_of_life (id, alive_at) VALUES (1, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET alive_at = excluded.alive_at",
                clock.instant().toString()));
    }

    /// When it lived last; empty: never.
    public Optional<Instant> lived() {
        return transact(() -> text("SELECT alive_at FROM signs_of_life")).map(Instant::parse);
    }

    /// Whether the database answers; for health checks.
    public boolean alive() {
        try {
            return transact(() -> text("SELECT 'x'")).isPresent();
        } catch (StoreException _) {
            return false;
        }
    }

    /// Looks whether the database is sound, and keeps a copy of it beside it if it is. Takes as long as reading all of
    /// it does; other calls do not wait for that. Does nothing once this is closed.
    public void backUp() {
        backing.lock();
        try {
            if (!connection.isClosed()) backup.renew();
        } catch (SQLException e) {
            throw new StoreException(Trouble.words(file, backup, e), e);
        } finally {
            backing.unlock();
        }
    }

    @Override
    public void close() {
        backing.lock();
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("cannot close the database", e);
        } finally {
            lock.unlock();
            backing.unlock();
        }
    }

    private GlassesToken writeToken(String email, Optional<Duration> life) throws SQLException {
        var now = clock.instant();
        var expiresAt = life.map(now::plus);
        var id = "gct_" + secret(TOKEN_ID_BYTES);
        var token = id + "." + secret(SECRET_BYTES);
        var hashed = HashedSecret.of(token, chance);
        update(
                "INSERT INTO glasses_tokens (token_id, email, token_salt, token_hash, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                email,
                hashed.salt(),
                hashed.hash(),
                now.toString(),
                expiresAt.map(Instant::toString).orElse(null));
        return new GlassesToken(token, expiresAt);
    }

    private boolean exists(String email) throws SQLException {
        return text("SELECT email FROM users WHERE email = ?", email).isPresent();
    }

    private void writePermissions(App app) throws SQLException {
        for (var permission : app.permissions())
            update(
                    "INSERT INTO app_permissions (package_name, permission) VALUES (?, ?)",
                    app.packageName(),
                    permission);
    }

    private List<App> apps(String sql, String... arguments) throws SQLException {
        var found = new LinkedHashMap<String, App>();
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                var packageName = rows.getString(1);
                var webhook =
                        Optional.<@Nullable String>ofNullable(rows.getString(3)).map(URI::create);
                found.put(packageName, new App(packageName, rows.getString(2), permissions(packageName), webhook));
            }
        }
        return List.copyOf(found.values());
    }

    private List<ApiToken> apiTokens(String sql, String... arguments) throws SQLException {
        var tokens = new ArrayList<ApiToken>();
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            while (rows.next())
                tokens.add(new ApiToken(
                        rows.getString(1),
                        rows.getString(2),
                        // A word of another version means nothing here, so it allows the least.
                        Scope.of(rows.getString(3)).orElse(Scope.READ),
                        Instant.parse(rows.getString(4)),
                        Optional.<@Nullable String>ofNullable(rows.getString(5)).map(Instant::parse)));
        }
        return tokens;
    }

    private List<ShareLink> readLinks(String sql, String... arguments) throws SQLException {
        var links = new ArrayList<ShareLink>();
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            while (rows.next())
                links.add(new ShareLink(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        Instant.parse(rows.getString(5)),
                        Instant.parse(rows.getString(6))));
        }
        return links;
    }

    private Map<String, String> storage(String packageName, String email) throws SQLException {
        var contents = new LinkedHashMap<String, String>();
        try (var statement = prepare(
                        "SELECT name, content FROM app_storage WHERE package_name = ? AND email = ? ORDER BY name",
                        packageName,
                        email);
                var rows = statement.executeQuery()) {
            while (rows.next()) contents.put(rows.getString(1), rows.getString(2));
        }
        return contents;
    }

    private Set<String> permissions(String packageName) throws SQLException {
        var permissions = new TreeSet<String>();
        try (var statement = prepare("SELECT permission FROM app_permissions WHERE package_name = ?", packageName);
                var rows = statement.executeQuery()) {
            while (rows.next()) permissions.add(rows.getString(1));
        }
        return permissions;
    }

    private Optional<HashedSecret> hashed(String sql, String argument) throws SQLException {
        try (var statement = prepare(sql, argument);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(new HashedSecret(rows.getString(1), rows.getString(2))) : Optional.empty();
        }
    }

    private Optional<String> text(String sql, String... arguments) throws SQLException {
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }

    private int update(String sql, @Nullable String... arguments) throws SQLException {
        try (var statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable String... arguments) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) statement.setString(i + 1, arguments[i]);
        return statement;
    }

    private static @Nullable String webhook(App app) {
        return app.webhook().map(URI::toString).orElse(null);
    }

    private String secret(int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(bytes));
    }

    /// Where the database has done it by itself, as with a full disk, what it says to that is not the reason.
    private void rollBack(Exception why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T transact(Work<T> work) {
        lock.lock();
        try {
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.run();
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                rollBack(e);
                throw e;
            }
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            throw new StoreException(Trouble.words(file, backup, e), e);
        } finally {
            lock.unlock();
        }
    }
}
