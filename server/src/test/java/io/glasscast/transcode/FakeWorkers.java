package io.glasscast.transcode;

import io.glasscast.kernel.Bytes;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.Order;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Workers that do what a test says.
final class FakeWorkers implements Worker.Source {
    final List<Fake> started = new ArrayList<>();
    long nowNanos = 1_000_000_000L;

    @Override
    public Worker start() {
        var fake = new Fake();
        started.add(fake);
        return fake;
    }

    Fake last() {
        return started.getLast();
    }

    final class Fake implements Worker {
        final List<Order> orders = new ArrayList<>();
        boolean killed;
        boolean gone;
        private @Nullable Listener listener;

        @Override
        public void listener(Listener newListener) {
            listener = newListener;
        }

        @Override
        public void send(Order order) {
            orders.add(order);
        }

        @Override
        public void kill() {
            killed = true;
        }

        void answer(Answer answer) {
            if (listener != null) listener.answer(answer, nowNanos);
        }

        void ready() {
            answer(new Answer.Ready());
        }

        void crash() {
            gone = true;
            if (listener != null) listener.gone("it ended with code 134", nowNanos);
        }

        long feeds() {
            return orders.stream().filter(order -> order instanceof Order.Feed).count();
        }

        /// The number of the job that was opened last.
        int job() {
            return orders.stream()
                    .filter(order -> order instanceof Order.Open)
                    .mapToInt(Order::job)
                    .max()
                    .orElseThrow();
        }

        /// Does the job's next `frames` frames, and makes each into one.
        void work(int frames) {
            var fed =
                    orders.stream().filter(order -> order instanceof Order.Feed).toList();
            for (int i = 0; i < frames; i++) {
                var feed = (Order.Feed) fed.get(i);
                answer(new Answer.Made(feed.job(), feed.ptsNanos(), feed.keyframe(), Bytes.hex("00")));
                answer(new Answer.Handled(feed.job(), 1, 0));
            }
        }
    }
}
