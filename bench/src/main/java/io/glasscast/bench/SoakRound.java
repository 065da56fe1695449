package io.glasscast.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a server holds on to when everybody has left, after a collection of its garbage.
///
/// @param heapBytes   that are alive
/// @param objects     of our own classes that are alive
/// @param entries     of maps, anybody's
/// @param buffers     of Netty and the JDK, outside of the heap or not
/// @param directBytes outside of the heap that Java code asked for, as the JVM keeps books of it
/// @param nativeBytes of the process, resident, beside its heap (which the JVM gives back when it likes) and its
///                    workers
/// @param descriptors that are open
/// @param open        streams, publishers, viewers and control sockets, as the metrics count them
record SoakRound(
        long heapBytes,
        long objects,
        long entries,
        long buffers,
        long directBytes,
        long nativeBytes,
        long descriptors,
        long threads,
        long open) {
    static final String OURS = "io\\.glasscast\\..*";
    static final String ENTRIES = "java\\.util\\.(concurrent\\.)?\\w+Map\\$\\w*(Node|Entry)";
    static final String BUFFERS = "io\\.netty\\.buffer\\.[\\w$]+ByteBuf|java\\.nio\\.Direct(ReadOnly)?ByteBufferR?";

    /// `num: #instances #bytes class name (module)`
    private static final Pattern HELD = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ ");

    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private static final Pattern DIRECT = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

    private static final Pattern OPEN =
            Pattern.compile("glasscast_(streams|publishers|viewers|control_sockets)(\\{[^}]*})? ([0-9.E+]+)");

    static SoakRound of(OurServer server, HttpClient http) throws IOException, InterruptedException {
        // Collects the garbage first.
        var histogram = jcmd(server, "GC.class_histogram");
        var memory = jcmd(server, "VM.native_memory", "summary");
        try (var descriptors = Files.list(proc(server, "fd"));
                var threads = Files.list(proc(server, "task"))) {
            return new SoakRound(
                    live(histogram),
                    count(histogram, OURS),
                    count(histogram, ENTRIES),
                    count(histogram, BUFFERS),
                    direct(memory),
                    outsideOfHeap(Files.readString(proc(server, "smaps"))),
                    descriptors.count(),
                    threads.count(),
                    open(server, http));
        }
    }

    private static Path proc(OurServer server, String what) {
        return Path.of("/proc", Long.toString(server.pid()), what);
    }

    private static String jcmd(OurServer server, String... question) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var command = new ArrayList<>(List.of(jcmd, Long.toString(server.pid())));
        command.addAll(List.of(question));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("jcmd: " + said);
        return said;
    }

    static long live(String histogram) {
        var total = TOTAL.matcher(histogram);
        if (!total.find()) throw new IllegalArgumentException("no histogram: " + histogram);
        return Long.parseLong(total.group(1));
    }

    /// Objects of the classes whose names match.
    static long count(String histogram, String classes) {
        return histogram
                .lines()
                .map(HELD::matcher)
                .filter(line -> line.matches() && line.group(2).matches(classes))
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
    }

    /// 0 where the JVM keeps no books.
    static long direct(String memory) {
        var other = DIRECT.matcher(memory);
        return other.find() ? Long.parseLong(other.group(1)) << 10 : 0;
    }

    /// Shares of all mappings but the heap's, as the kernel lists them (proc_pid_smaps(5)).
    static long outsideOfHeap(String smaps) {
        boolean heap = false;
        long kilobytes = 0;
        for (var line : smaps.lines().toList()) {
            if (MAPPING.matcher(line).lookingAt()) heap = line.contains("java_heap");
            else if (!heap && line.startsWith("Pss:")) kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
        return kilobytes << 10;
    }

    static long open(OurServer server, HttpClient http) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(server.http() + "/metrics")).build();
        return open(http.send(request, BodyHandlers.ofString()).body());
    }

    static long open(String metrics) {
        return OPEN.matcher(metrics)
                .results()
                .mapToLong(gauge -> (long) Double.parseDouble(gauge.group(3)))
                .sum();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %.2f MB, objects %d, map entries %d, buffers %d, direct %.2f MB, native %.1f MB, descriptors %d,"
                        + " threads %d, open %d",
                heapBytes / 1e6,
                objects,
                entries,
                buffers,
                directBytes / 1e6,
                nativeBytes / 1e6,
                descriptors,
                threads,
                open);
    }
}
