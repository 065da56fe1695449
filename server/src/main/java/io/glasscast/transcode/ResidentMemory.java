package io.glasscast.transcode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory a process has, where the kernel is Linux.
final class ResidentMemory {
    private static final String LABEL = "VmRSS:";

    private ResidentMemory() {}

    /// @return 0 when it is not known
    static long bytes(long pid) {
        var status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) return 0;
        try {
            for (var line : Files.readAllLines(status))
                if (line.startsWith(LABEL)) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        } catch (IOException | NumberFormatException e) {
            // It has just ended.
        }
        return 0;
    }
}
