package io.glasscast.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A network of its own with one wire to this machine and no way further: libnice will not talk to loopback.
final class Island implements AutoCloseable {
    /// Test networks of 24 bits each. Which one is free, the names tell: two runs at once do not meet, and what a
    /// killed run left behind is nobody's.
    private static final int NETWORKS = 64;

    /// Where `ip` keeps their names.
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final String name;
    private final String prefix;

    private Island(String name, String prefix) {
        this.name = name;
        this.prefix = prefix;
    }

    static Island make() throws Exception {
        Tools.need("ip");
        var island = landed();
        var there = island.name + "b";
        boolean made = run("ip", "link", "add", island.name + "a", "type", "veth", "peer", "name", there)
                && run("ip", "link", "set", there, "netns", island.name)
                && run("ip", "addr", "add", island.here() + "/24", "dev", island.name + "a")
                && run("ip", "link", "set", island.name + "a", "up")
                && run("ip", "-n", island.name, "addr", "add", island.there() + "/24", "dev", there)
                && run("ip", "-n", island.name, "link", "set", "lo", "up")
                && run("ip", "-n", island.name, "link", "set", there, "up");
        if (!made) island.close();
        Tools.need(made, "no right to make a pair of network devices");
        return island;
    }

    /// The first network that nobody has, this process's own before others.
    private static Island landed() throws IOException, InterruptedException {
        long first = ProcessHandle.current().pid();
        var refusals = new LinkedHashSet<String>();
        for (int i = 0; i < NETWORKS; i++) {
            long number = (first + i) % NETWORKS;
            var island = new Island("glasscast" + number, "10.79." + number + ".");
            if (Files.exists(NAMESPACES.resolve(island.farName()))) continue;
            var refusal = refusal("ip", "netns", "add", island.name);
            if (refusal.isEmpty()) return island;
            refusals.add(refusal.get());
        }
        Tools.need(false, "no network namespace can be made: " + refusals);
        throw new AssertionError(refusals);
    }

    /// This machine's end of the wire.
    String here() {
        return prefix + "1";
    }

    /// The island's end of it.
    String there() {
        return prefix + "2";
    }

    /// Takes the island's end of the wire the address it has, and gives it another.
    ///
    /// @param last number of it, beyond 2
    void move(int last) throws IOException, InterruptedException {
        var device = name + "b";
        boolean moved = run("ip", "-n", name, "addr", "flush", "dev", device)
                && run("ip", "-n", name, "addr", "add", prefix + last + "/24", "dev", device);
        if (!moved) throw new AssertionError("the address of " + name + " cannot be changed");
    }

    /// Of its network namespace.
    String name() {
        return name;
    }

    /// Of the namespace behind a bad link, see [BadLink].
    String farName() {
        return name + "far";
    }

    /// Gives the island this address and this name for it. No other names are known there.
    void settle(String address, String hostName) throws IOException, InterruptedException {
        Tools.need(run("ip", "-n", name, "addr", "add", address + "/32", "dev", "lo"), "no right to add addresses");
        Files.createDirectories(files());
        Files.writeString(files().resolve("hosts"), "127.0.0.1 localhost\n%s %s\n".formatted(address, hostName));
    }

    /// `ip netns exec` puts what is here over the files of /etc.
    private Path files() {
        return Path.of("/etc/netns", name);
    }

    /// The command that runs `command` on the island.
    List<String> command(List<String> command) {
        return command(name, command);
    }

    /// The command that runs `command` in the namespace of that name.
    static List<String> command(String namespace, List<String> command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(command);
        return whole;
    }

    static boolean run(String... command) throws IOException, InterruptedException {
        return refusal(command).isEmpty();
    }

    /// Runs a command that says little.
    ///
    /// @return what it says when it fails
    private static Optional<String> refusal(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        if (!process.waitFor(10, TimeUnit.SECONDS)) throw new AssertionError(String.join(" ", command) + " hangs");
        if (process.exitValue() == 0) return Optional.empty();
        return Optional.of(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
    }

    /// With the namespace goes the wire.
    @Override
    public void close() throws IOException {
        try {
            run("ip", "link", "del", name + "a");
            run("ip", "netns", "del", name);
            Files.deleteIfExists(files().resolve("hosts"));
            Files.deleteIfExists(files());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
