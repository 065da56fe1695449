package io.glasscast.sdk;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who wants to hear about one thing. Each is told on the strand for handlers, in order.
 *
 * @param <T> what they hear
 */
final class Handlers<T> {
    private static final System.Logger LOG = System.getLogger(Handlers.class.getName());

    private final List<Consumer<? super T>> registered = new CopyOnWriteArrayList<>();
    private final Strand strand;

    Handlers(Strand strand) {
        this.strand = strand;
    }

    Subscription add(Consumer<? super T> handler) {
        // Its own object, so that taking away one registration of a handler leaves another in place.
        Consumer<T> registration = handler::accept;
        registered.add(registration);
        return () -> registered.remove(registration);
    }

    void tell(T news) {
        var taken = strand.offer(() -> {
            for (var handler : registered) Strand.guarded(() -> handler.accept(news));
        });
        if (!taken) LOG.log(Level.WARNING, "a handler does not return: news for it is dropped");
    }
}
