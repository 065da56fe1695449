package io.glasscast.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A network of its own with one wire to this machine and no way further: libnice will not talk to loopback.
final class Island implements AutoCloseable {
    /// Test networks of 30 bits each, one a process, so that two runs at once do not meet.
    private static final int NETWORKS = 64;

    private final String name;
    private final String prefix;

    private Island(String name, String prefix) {
        this.name = name;
        this.prefix = prefix;
    }

    static Island make() throws Exception {
        Tools.need("ip");
        long number = ProcessHandle.current().pid() % NETWORKS;
        var island = new Island("glasscast" + number, "10.79." + number + ".");
        var there = island.name + "b";
        Tools.need(run("ip", "netns", "add", island.name) == 0, "no right to make a network namespace");
        boolean made = run("ip", "link", "add", island.name + "a", "type", "veth", "peer", "name", there) == 0
                && run("ip", "link", "set", there, "netns", island.name) == 0
                && run("ip", "addr", "add", island.here() + "/24", "dev", island.name + "a") == 0
                && run("ip", "link", "set", island.name + "a", "up") == 0
                && run("ip", "-n", island.name, "addr", "add", island.there() + "/24", "dev", there) == 0
                && run("ip", "-n", island.name, "link", "set", "lo", "up") == 0
                && run("ip", "-n", island.name, "link", "set", there, "up") == 0;
        if (!made) island.close();
        Tools.need(made, "no right to make a pair of network devices");
        return island;
    }

    /// This machine's end of the wire.
    String here() {
        return prefix + "1";
    }

    /// The island's end of it.
    String there() {
        return prefix + "2";
    }

    /// Of its network namespace.
    String name() {
        return name;
    }

    /// Gives the island this address and this name for it. No other names are known there.
    void settle(String address, String hostName) throws IOException, InterruptedException {
        Tools.need(
                run("ip", "-n", name, "addr", "add", address + "/32", "dev", "lo") == 0, "no right to add addresses");
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

    static int run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(10, TimeUnit.SECONDS)) throw new AssertionError(String.join(" ", command) + " hangs");
        return process.exitValue();
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
