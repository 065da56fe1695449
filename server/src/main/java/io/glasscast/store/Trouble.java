package io.glasscast.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What is wrong with a database, in words for whoever can mend it.
final class Trouble {
    /// Extended result codes have the kind in their lowest byte.
    private static final int KIND = 0xFF;

    private Trouble() {}

    static String words(Path database, Backup backup, SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & KIND : 0;
        if (code == SQLiteErrorCode.SQLITE_NOTADB.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code)
            return damaged(database, backup, String.valueOf(e.getMessage()));
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code)
            return "another program holds the database " + database + " and does not let go of it";
        if (code == SQLiteErrorCode.SQLITE_FULL.code)
            return "the disk with the database " + database + " is full: nothing was written, and nothing is lost";
        return "the database " + database + " failed: " + e.getMessage();
    }

    static String damaged(Path database, Backup backup, String why) {
        return "the database " + database + " is damaged (" + why + "); " + backup.wayBack();
    }
}
