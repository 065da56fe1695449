package io.glasscast.interop;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A network beyond an [Island], at the other end of a link that loses and delays whatever is sent over it: a
/// program of ours carries the packets, for netem is not in every kernel. The same seed loses the same packets
/// of each direction.
final class BadLink implements AutoCloseable {
    private final String far;
    private final Client bridge;

    private BadLink(String far, Client bridge) {
        this.far = far;
        this.bridge = bridge;
    }

    /// @param loss   share of packets that vanish, each way
    /// @param delay  of the others, each way
    /// @param folder for the program, which is made here
    static BadLink from(Island island, double loss, Duration delay, long seed, Path folder) throws Exception {
        Tools.need("gcc");
        var program = folder.resolve("bridge");
        Tools.compile("network/bridge.c", program);
        var near = island.name();
        var far = island.farName();
        var device = near + "l";
        Tools.need(Island.run("ip", "netns", "add", far), "no right to make a network namespace");
        var bridge = Client.start(
                "bridge",
                List.of(
                        program.toString(),
                        near,
                        far,
                        device,
                        String.valueOf(loss),
                        String.valueOf(delay.toMillis()),
                        String.valueOf(seed)));
        var link = new BadLink(far, bridge);
        try {
            bridge.await("ready", Stage.PATIENCE);
            // The island keeps to itself what it is reached by: the far end has a network of its own, and a way back.
            var network = island.there().replaceFirst("10\\.79\\.", "10.80.").replaceFirst("\\.2$", ".");
            set("-n", near, "addr", "add", network + "1/24", "dev", device);
            set("-n", near, "link", "set", device, "up");
            set("-n", far, "addr", "add", network + "2/24", "dev", device);
            set("-n", far, "link", "set", "lo", "up");
            set("-n", far, "link", "set", device, "up");
            set("-n", far, "route", "add", island.there(), "dev", device);
        } catch (Exception | AssertionError e) {
            link.close();
            throw e;
        }
        return link;
    }

    private static void set(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        if (!Island.run(command.toArray(String[]::new))) throw new AssertionError(command + " fails");
    }

    /// The command that runs `command` at the far end.
    List<String> command(List<String> command) {
        return Island.command(far, command);
    }

    /// Everything that is sent from now on vanishes, for so long.
    void away(Duration time) {
        bridge.tell(String.valueOf(time.toMillis()));
        bridge.await("carried", Stage.PATIENCE);
    }

    /// How many packets have come through and how many have not, both ways together: `passed`, `lost`, and `away` while
    /// nothing came through; and how late one was at the worst because of others on this machine: `latestMs`.
    JsonObject carried() {
        return bridge.ask("carried");
    }

    /// With the program goes the link.
    @Override
    public void close() throws Exception {
        bridge.close();
        Island.run("ip", "netns", "del", far);
    }
}
