package io.glasscast.transcode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stands around worker processes: a network namespace with nothing in it, files that are not to be seen, no
/// privileges to be had, and a limit on memory.
///
/// Not every system lets us build all of it (containers often forbid namespaces), so the strongest walls are tried
/// first, once, when the first worker starts; what stands in the end is logged, and `doctor` tells it before.
public final class Walls {
    private static final Logger LOG = LoggerFactory.getLogger(Walls.class);

    /// Heap, FFmpeg's buffers and stacks, used or not: somewhat more than a worker may use ([WorkerProcess] looks
    /// after that), and reached in an instant by one that has run wild, between two looks.
    static final long MEMORY_BYTES = 1L << 30;

    /// Tools that take longer do not work.
    private static final long TRYING_SECONDS = 5;

    private static final List<String> LIMITS = List.of("prlimit", "--data=" + MEMORY_BYTES, "--core=0", "--");

    /// Whoever is root in a namespace of its own may build in it; the worker may not, nor become it again.
    private static final List<String> NAMESPACES = List.of("unshare", "--user", "--map-root-user", "--net");

    private static final List<String> POWERLESS =
            List.of("setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--");

    /// Puts nothing in the place of each path before `--`, and becomes what follows, without the shell's variables.
    private static final String HIDE = """
            while [ "$1" != -- ]; do
              if [ -d "$1" ]; then mount -t tmpfs -o ro,size=4k,mode=0555 none "$1"; else mount --bind /dev/null "$1"; fi || exit
              shift
            done
            shift
            exec env -i "$@"
            """;

    /// Behind the walls nobody has a superuser's way with other people's files.
    private static final String REACH = "for path; do [ -r \"$path\" ] || exit 1; done";

    private final List<Path> hidden;
    private final List<Path> needed;
    private List<Standing> tried = List.of();
    private boolean told;

    /// @param prefix  what is put in front of a worker's command
    /// @param network whether there is none
    /// @param files   whether what is to be hidden is
    /// @param memory  whether there is a limit of the kernel's
    public record Standing(List<String> prefix, boolean network, boolean files, boolean memory) {
        private static final Standing NOTHING = new Standing(List.of(), false, false, false);

        /// For the log and `doctor`.
        public String words() {
            return "transcoding workers %s, %s, and %s"
                    .formatted(
                            network ? "have no network" : "can reach the network",
                            files ? "do not see the data folder" : "could read the data folder",
                            memory
                                    ? "take " + (MEMORY_BYTES >> 20) + " MB at most"
                                    : "have no limit of memory that the kernel enforces");
        }

        public boolean whole() {
            return network && files && memory;
        }
    }

    /// @param hidden folders and files that no worker is to see, as far as they exist
    /// @param needed what a worker runs from, which cannot be hidden: Java, the server, and FFmpeg's folder
    public Walls(List<Path> hidden, List<Path> needed) {
        this.hidden = hidden.stream().map(Path::toAbsolutePath).toList();
        this.needed = needed.stream().map(Walls::real).toList();
    }

    /// None at all.
    static Walls none() {
        var walls = new Walls(List.of(), List.of());
        walls.tried = List.of(Standing.NOTHING);
        walls.told = true;
        return walls;
    }

    /// The strongest walls that stand on this system. Starts processes when it is first asked: not for the media loop.
    public synchronized Standing standing() {
        if (tried.isEmpty()) {
            var found = Stream.of(all(), withoutNetwork(), limited())
                    .filter(this::stands)
                    .findFirst()
                    .orElse(Standing.NOTHING);
            // Whoever was not let finish trying knows nothing.
            if (Thread.currentThread().isInterrupted()) return found;
            tried = List.of(found);
        }
        return tried.getFirst();
    }

    /// What is put in front of a worker's command. What stands is logged once.
    synchronized List<String> prefix() {
        var standing = standing();
        if (!told) {
            told = true;
            if (standing.whole()) LOG.info("{}", standing.words());
            else LOG.warn("{}; `glasscast doctor` says why", standing.words());
        }
        return standing.prefix();
    }

    private Standing all() {
        var prefix = new ArrayList<>(NAMESPACES);
        prefix.addAll(List.of("--mount", "sh", "-c", HIDE, "worker"));
        boolean files = true;
        for (var path : hidden) {
            if (!Files.exists(path)) continue;
            var covered = real(path);
            if (needed.stream().anyMatch(one -> one.startsWith(covered))) files = false;
            else prefix.add(path.toString());
        }
        prefix.add("--");
        prefix.addAll(POWERLESS);
        prefix.addAll(LIMITS);
        return new Standing(prefix, true, files, true);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static Standing withoutNetwork() {
        var prefix = new ArrayList<>(NAMESPACES);
        prefix.addAll(POWERLESS);
        prefix.addAll(LIMITS);
        return new Standing(prefix, true, false, true);
    }

    private static Standing limited() {
        return new Standing(LIMITS, false, false, true);
    }

    private boolean stands(Standing walls) {
        var command = new ArrayList<>(walls.prefix());
        command.addAll(List.of("sh", "-c", REACH, "worker"));
        needed.stream().filter(Files::exists).map(Path::toString).forEach(command::add);
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        try {
            var trial = builder.start();
            boolean ended = trial.waitFor(TRYING_SECONDS, TimeUnit.SECONDS);
            if (!ended) trial.destroyForcibly();
            return ended && trial.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
