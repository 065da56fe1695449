package io.glasscast.transcode.worker;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.Order;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// One job's thread, and the orders that wait for it. Jobs do not wait for each other: sound goes on while a
/// picture takes its time.
final class Lane {
    /// The house keeps fewer frames under way than that.
    private static final int QUEUE = 128;

    /// So many pictures waiting mean that they come faster than they can be made.
    private static final int BEHIND = 6;

    /// Codecs put large arrays on the stack.
    private static final long STACK_BYTES = 4 << 20;

    /// So many frames of which nothing comes are not what they are said to be.
    private static final int FRUITLESS = 500;

    private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(QUEUE);
    private final Outlet outlet;
    /// The lane's own thread's: whether anything was made yet, and of how many frames.
    private boolean made;

    private int fed;

    Lane(String name, Outlet outlet) {
        this.outlet = outlet;
        Thread.ofPlatform().name(name).daemon().stackSize(STACK_BYTES).start(this::work);
    }

    /// @return false when more waits than the house may send
    boolean offer(Order order) {
        return orders.offer(order);
    }

    private void work() {
        Craft craft = null;
        try {
            while (true) {
                var order = orders.take();
                switch (order) {
                    case Order.Open open -> craft = open(open);
                    case Order.Feed feed -> craft = feed(craft, feed);
                    case Order.Refresh _ -> {
                        if (craft != null) craft.refresh();
                    }
                    case Order.Still still -> outlet.tell(new Answer.Picture(still.job(), Stills.jpeg(still)));
                    case Order.Close _ -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (craft != null) craft.close();
        }
    }

    private @Nullable Craft open(Order.Open order) {
        var sink = new Results(order.job());
        try {
            return switch (order.source().kind()) {
                case AUDIO -> new SoundCraft(order, sink);
                case VIDEO -> new PictureCraft(order, sink);
            };
        } catch (CodecException e) {
            fail(order.job(), e);
            return null;
        }
    }

    /// @return the craft, or null when it has failed
    private @Nullable Craft feed(@Nullable Craft craft, Order.Feed feed) {
        boolean done = true;
        try {
            if (craft != null) done = craft.feed(feed, orders.size() >= BEHIND);
            if (!made && ++fed > FRUITLESS) throw new CodecException("nothing of the source can be decoded");
        } catch (CodecException e) {
            fail(feed.job(), e);
            if (craft != null) craft.close();
            return null;
        } finally {
            outlet.tell(new Answer.Handled(feed.job(), 1, done ? 0 : 1));
        }
        return craft;
    }

    private void fail(int job, CodecException e) {
        var why = e.getMessage();
        outlet.tell(new Answer.Failed(job, why == null ? "it cannot be transcoded" : why));
    }

    private final class Results implements Craft.Sink {
        private final int job;

        Results(int job) {
            this.job = job;
        }

        @Override
        public void described(Codec codec, Bytes configuration) {
            outlet.note(new Answer.Described(job, codec, configuration));
        }

        @Override
        public void made(long ptsNanos, boolean keyframe, Bytes payload) {
            made = true;
            outlet.note(new Answer.Made(job, ptsNanos, keyframe, payload));
        }
    }
}
