package io.glasscast.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// Asks for the same thing by many connections, each again as soon as it has it.
final class Hammer {
    private static final Duration SETTLING = Duration.ofMillis(500);
    private static final Duration STROKE = Duration.ofSeconds(2);

    /// What is asked for at the moment.
    @FunctionalInterface
    interface Target {
        /// Called every two seconds.
        URI now() throws IOException, InterruptedException;
    }

    /// Lives on the gallery's thread.
    private static final class Crowd implements HttpLine.Owner {
        private String path;
        private long answers;
        private long bytes;
        private String trouble = "";

        Crowd(String path) {
            this.path = path;
        }

        @Override
        public void answered(HttpLine line, int status, byte[] body, long length) {
            answers++;
            bytes += length;
            if (status == 200) line.get(path, false);
            else trouble = "HTTP " + status + " for a part";
        }

        @Override
        public void broken(String why) {
            trouble = why;
        }
    }

    private Hammer() {}

    static PartSample sample(String name, long pid, int connections, Duration window, Target target)
            throws IOException, InterruptedException {
        try (var gallery = new Gallery()) {
            var first = target.now();
            var crowd = new Crowd(first.getRawPath());
            for (int i = 0; i < connections; i++) {
                var line = HttpLine.open(gallery, first, crowd);
                gallery.ask(() -> {
                    line.get(crowd.path, false);
                    return true;
                });
            }
            Thread.sleep(SETTLING);
            long answers = gallery.ask(() -> crowd.answers);
            long bytes = gallery.ask(() -> crowd.bytes);
            var clock = Measured.begin(pid);
            for (var left = window; left.isPositive(); left = left.minus(STROKE)) {
                Thread.sleep(left.compareTo(STROKE) < 0 ? left : STROKE);
                var path = target.now().getRawPath();
                gallery.ask(() -> crowd.path = path);
            }
            var costs = clock.end();
            return gallery.ask(() -> {
                if (!crowd.trouble.isEmpty()) throw new IOException(crowd.trouble);
                return new PartSample(name, connections, costs, crowd.answers - answers, crowd.bytes - bytes);
            });
        }
    }
}
