package io.glasscast.bench;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel has on its books for a process and its children.
///
/// @param cpuSeconds    in user and kernel mode since it was started
/// @param residentBytes of memory; what several of them share is divided among them
record Usage(double cpuSeconds, long residentBytes) {
    /// USER_HZ, which is the same on every Linux (proc_pid_stat(5)).
    private static final double TICKS_PER_SECOND = 100;
    /// Fields behind the command's name: state is the first, utime and stime are the 12th and 13th.
    private static final int USER = 11, SYSTEM = 12;

    static Usage of(long pid) throws IOException {
        var process = ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid));
        var all = alone(pid);
        for (var child : process.descendants().toList()) {
            try {
                var its = alone(child.pid());
                all = new Usage(all.cpuSeconds() + its.cpuSeconds(), all.residentBytes() + its.residentBytes());
            } catch (FileSystemException _) {
                // It has just ended: there is no such file, or no such process behind it.
            }
        }
        return all;
    }

    /// Without its children.
    static Usage alone(long pid) throws IOException {
        return new Usage(
                cpuSeconds(Files.readString(Path.of("/proc/" + pid + "/stat"))),
                residentBytes(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup"))));
    }

    static double cpuSeconds(String stat) {
        // The command's name may hold blanks and brackets; its own closing bracket is the last one.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
    }

    static long residentBytes(String rollup) {
        return rollup.lines()
                .filter(line -> line.startsWith("Pss:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kilobytes -> 1024 * Long.parseLong(kilobytes))
                .findFirst()
                .orElse(0);
    }
}
