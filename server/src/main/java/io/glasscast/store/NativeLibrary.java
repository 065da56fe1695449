package io.glasscast.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/// The part of the driver that is not Java. The driver unpacks it into a file of another name each time, which
/// it removes when the process ends: one that is killed leaves it, a megabyte, for ever. But a library that is
/// loaded needs its file no more, so here it goes at once.
final class NativeLibrary {
    /// Where the driver unpacks it.
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static boolean loaded;

    private NativeLibrary() {}

    /// Loads it, if that has yet to be done.
    static synchronized void load() {
        if (loaded) return;
        try {
            var folder = Files.createTempDirectory("glasscast-sqlite");
            try {
                System.setProperty(FOLDER, folder.toString());
                loaded = SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(FOLDER);
                remove(folder);
            }
        } catch (Exception e) {
            throw new StoreException("cannot load SQLite: " + e.getMessage(), e);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            // Some systems hold what is loaded. The driver tries again when the process ends.
        }
    }
}
