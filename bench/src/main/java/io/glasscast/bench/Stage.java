package io.glasscast.bench;

import io.glasscast.glasses.uplink.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Streams that are being published to a server, the same film in each, every one at another place of it.
final class Stage implements AutoCloseable {
    /// Where in an address the stream's number belongs.
    private static final String NUMBER = "{n}";

    private final Projector projector;
    private final Film film;
    private final List<Publisher> publishers = new ArrayList<>();

    private Stage(Projector projector, Film film) {
        this.projector = projector;
        this.film = film;
    }

    /// The address of one stream of many.
    static String address(String template, int number) {
        return template.replace(NUMBER, Integer.toString(number));
    }

    /// @throws IllegalArgumentException when many streams have one address
    static void checkAddress(String template, int streams) {
        if (streams > 1 && !template.contains(NUMBER))
            throw new IllegalArgumentException(
                    "several streams need addresses with " + NUMBER + " in them, not '" + template + "'");
    }

    /// Comes back when the server takes all of them.
    ///
    /// @param publish where to, with `{n}` for the stream's number
    static Stage open(String publish, int streams, Publisher.Kit kit) throws IOException, InterruptedException {
        return open(
                IntStream.range(0, streams)
                        .mapToObj(number -> address(publish, number))
                        .toList(),
                kit);
    }

    /// The same at addresses of one kind.
    static Stage open(List<String> addresses, Publisher.Kit kit) throws IOException, InterruptedException {
        var film = Film.of(Transport.of(addresses.getFirst()).orElseThrow().sound());
        var stage = new Stage(new Projector(kit.time()), film);
        try {
            stage.publish(addresses, kit);
            return stage;
        } catch (IOException | InterruptedException e) {
            stage.close();
            throw e;
        }
    }

    private void publish(List<String> addresses, Publisher.Kit kit) throws IOException, InterruptedException {
        var all = new Publisher[addresses.size()];
        try {
            Abreast.times(all.length, number -> all[number] = publish(addresses.get(number), kit));
        } finally {
            for (var publisher : all) if (publisher != null) publishers.add(publisher);
        }
    }

    /// A server may say no until it has forgotten who published there before.
    private Publisher publish(String address, Publisher.Kit kit) throws IOException, InterruptedException {
        return patiently(() -> Publisher.open(film, address, kit, projector));
    }

    Film film() {
        return film;
    }

    Publisher publisher(int stream) {
        return publishers.get(stream);
    }

    /// Whom the server let go of meanwhile: why.
    ///
    /// @throws IOException when there is one
    void check() throws IOException {
        var trouble = publishers.stream()
                .map(Publisher::trouble)
                .flatMap(Optional::stream)
                .findFirst();
        if (trouble.isPresent()) throw new IOException("a publisher was let go of: " + trouble.get());
    }

    /// A server may say no until the first keyframe is there.
    ///
    /// @param look tries to watch
    static <T> T awaitPlayable(Look<T> look) throws IOException, InterruptedException {
        try {
            return patiently(look);
        } catch (IOException e) {
            throw new IOException("nobody can watch: " + e.getMessage());
        }
    }

    private static <T> T patiently(Look<T> look) throws IOException, InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                return look.once();
            } catch (IOException e) {
                if (tries == 20) throw e;
                Thread.sleep(500);
            }
        }
    }

    @FunctionalInterface
    interface Look<T> {
        T once() throws IOException, InterruptedException;
    }

    @Override
    public void close() {
        try {
            Abreast.times(publishers.size(), number -> publishers.get(number).close());
        } catch (IOException | InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        projector.close();
    }
}
