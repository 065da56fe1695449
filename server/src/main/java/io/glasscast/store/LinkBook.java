package io.glasscast.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Links by which streams are shared.
///
/// Calls as with [Store].
public final class LinkBook {
    private static final String COLUMNS = "link_id, stream_id, name, token_hash, created_at, expires_at";

    private final Database database;

    LinkBook(Database database) {
        this.database = database;
    }

    /// Keeps a link, and forgets those of its stream that are over. Whether they are is not for the clock to say,
    /// which may have jumped.
    ///
    /// @param open those that are not
    public void add(ShareLink link, Set<String> open) {
        database.transact(() -> {
            for (var other : select("SELECT " + COLUMNS + " FROM share_links WHERE stream_id = ?", link.streamId()))
                if (!open.contains(other.linkId()))
                    database.update("DELETE FROM share_links WHERE link_id = ?", other.linkId());
            return database.update(
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
    public List<ShareLink> all() {
        return database.transact(() -> select("SELECT " + COLUMNS + " FROM share_links ORDER BY created_at, link_id"));
    }

    /// The links of one stream, the oldest first.
    public List<ShareLink> of(String streamId) {
        return database.transact(() -> select(
                "SELECT " + COLUMNS + " FROM share_links WHERE stream_id = ? ORDER BY created_at, link_id", streamId));
    }

    /// Forgets a link.
    ///
    /// @return whether there was one
    public boolean remove(String streamId, String linkId) {
        return database.transact(() ->
                database.update("DELETE FROM share_links WHERE stream_id = ? AND link_id = ?", streamId, linkId) > 0);
    }

    /// Forgets the links of a stream.
    public void removeAll(String streamId) {
        database.transact(() -> database.update("DELETE FROM share_links WHERE stream_id = ?", streamId));
    }

    private List<ShareLink> select(String sql, String... arguments) throws SQLException {
        return database.list(
                columns -> new ShareLink(
                        columns.getString(1),
                        columns.getString(2),
                        columns.getString(3),
                        columns.getString(4),
                        Instant.parse(columns.getString(5)),
                        Instant.parse(columns.getString(6))),
                sql,
                arguments);
    }
}
