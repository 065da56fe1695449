package io.glasscast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The bytes that are fetched over and over: chosen once, so that everybody serves the same amount.
final class ReferencePart {
    static final String FILE = "part.mp4";

    private final Path folder;
    private long size;

    /// @param folder of its file
    ReferencePart(Path folder) {
        this.folder = folder;
    }

    /// None until somebody has chosen.
    Optional<Long> size() {
        return size == 0 ? Optional.empty() : Optional.of(size);
    }

    void choose(byte[] bytes) throws IOException {
        Files.write(folder.resolve(FILE), bytes);
        size = bytes.length;
    }
}
