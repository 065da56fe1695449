package io.glasscast.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one connection to the database, and how its rooms use it. Any thread may call [#transact]; the others belong
/// inside of it.
final class Database implements AutoCloseable {
    interface Work<T> {
        T run() throws SQLException;
    }

    /// What one row is.
    interface Row<T> {
        T read(ResultSet columns) throws SQLException;
    }

    private final Path file;
    private final Backup backup;
    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    /// Held while a backup is made, which takes longer than anything else.
    private final ReentrantLock backing = new ReentrantLock();

    Database(Path file, Connection connection) {
        this.file = file;
        this.backup = new Backup(file);
        this.connection = connection;
    }

    /// Does all of it, or nothing.
    ///
    /// @throws StoreException when the database cannot be used
    <T> T transact(Work<T> work) {
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

    /// The first column of the first row, if there is one and it says something.
    Optional<String> text(String sql, String... arguments) throws SQLException {
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }

    /// All rows, in their order.
    <T> List<T> list(Row<T> row, String sql, String... arguments) throws SQLException {
        var list = new ArrayList<T>();
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            while (rows.next()) list.add(row.read(rows));
        }
        return list;
    }

    /// @return how many rows it changed
    int update(String sql, @Nullable String... arguments) throws SQLException {
        try (var statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable String... arguments) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) statement.setString(i + 1, arguments[i]);
        return statement;
    }

    /// A statement outside of any transaction.
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Looks whether the database is sound, and keeps a copy of it beside it if it is. Takes as long as reading all of
    /// it does; other calls do not wait for that. Does nothing once this is closed.
    void backUp() {
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
}
