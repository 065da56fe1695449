package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What stands below every server: a [FloorSender] in a process of its own, and ears that only count.
final class Floor implements Contestant<WhepSample> {
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Ear.Owner NOBODY = new Ear.Owner() {
        @Override
        public boolean wantsMedia() {
            return false;
        }

        @Override
        public void received(InetSocketAddress from, Bytes datagram) {}
    };

    @Override
    public String name() {
        return "floor";
    }

    /// Each of its processes warms up by itself.
    @Override
    public void warmUp(int step, Duration time) {}

    @Override
    public WhepSample sample(int viewers, Duration window) throws IOException, InterruptedException {
        var ears = new ArrayList<Ear>();
        try (var gallery = new Gallery()) {
            for (int i = 0; i < viewers; i++) ears.add(Ear.open(gallery, NOBODY));
            var process = sender(ears);
            try {
                if (process.inputReader().readLine() == null)
                    throw new IOException("the floor's sender does not start");
                Contestant.settle(SETTLING, window);
                var before = count(gallery, ears);
                var clock = Measured.begin(process.pid());
                Thread.sleep(window);
                var costs = clock.end();
                var arrived = count(gallery, ears).minus(before);
                return WhepSample.of(name(), viewers, costs, arrived, costs.residentBytes(), List.of(), new double[0]);
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
    }

    private static Ear.Count count(Gallery gallery, List<Ear> ears) throws IOException, InterruptedException {
        return gallery.ask(() -> ears.stream().map(Ear::count).reduce(Ear.Count.NOTHING, Ear.Count::plus));
    }

    private static Process sender(List<Ear> ears) throws IOException {
        var ports = ears.stream()
                .map(ear -> Integer.toString(ear.address().getPort()))
                .collect(Collectors.joining(","));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseZGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "floor-sender",
                        "--ports",
                        ports)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Override
    public void close() {}
}
