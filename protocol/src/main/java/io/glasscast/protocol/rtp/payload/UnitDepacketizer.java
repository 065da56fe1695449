package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.function.Consumer;

/// When a unit begins, when it ends and whether it is whole: the same for every video codec.
final class UnitDepacketizer implements Depacketizer {
    private enum State {
        /// The last unit ended with its marker, or none has begun.
        BETWEEN,
        GATHERING,
        /// The unit is lost and was reported; its other packets are passed over.
        LOST
    }

    private final PayloadFormat format;
    private final Consumer<? super String> discarded;
    private State state = State.BETWEEN;
    private long timestamp;
    private boolean started;

    UnitDepacketizer(PayloadFormat format, Consumer<? super String> discarded) {
        this.format = format;
        this.discarded = discarded;
    }

    @Override
    public void push(
            Bytes payload, long packetTimestamp, boolean marker, boolean afterGap, Consumer<? super AccessUnit> out) {
        boolean reported = afterGap && heedGap();
        // A packet of padding only: it probes the path and carries nothing (RFC 3550 §5.1).
        if (payload.isEmpty()) return;
        if (state == State.BETWEEN || packetTimestamp != timestamp) {
            if (state == State.GATHERING) finish(out);
            // Someone who joins in the middle knows as little about what came before as after a loss.
            boolean doubtful = afterGap || !started;
            started = true;
            timestamp = packetTimestamp;
            state = State.GATHERING;
            format.begin(doubtful);
            if (!format.begins(payload, doubtful)) {
                state = State.LOST;
                if (!reported) discarded.accept(INCOMPLETE);
            }
        }
        if (state == State.GATHERING) {
            String why = format.add(payload);
            if (!why.equals(PayloadFormat.FINE)) lose(why);
        }
        if (marker) {
            if (state == State.GATHERING) finish(out);
            state = State.BETWEEN;
        }
    }

    /// @return whether the loss was reported here, so that the unit after it need not
    private boolean heedGap() {
        switch (state) {
            // Whole units are gone, or the first packets of the one that comes now.
            case BETWEEN -> {
                discarded.accept(INCOMPLETE);
                return true;
            }
            // Its end may have arrived without a marker; nobody can know.
            case GATHERING -> {
                lose(INCOMPLETE);
                return false;
            }
            case LOST -> {
                return false;
            }
        }
        throw new IllegalStateException();
    }

    private void finish(Consumer<? super AccessUnit> out) {
        if (format.hasPicture()) {
            switch (format.finish(timestamp)) {
                case Parsed.Ok<AccessUnit>(var unit) -> out.accept(unit);
                case Parsed.Malformed<AccessUnit>(var why) -> discarded.accept(why);
            }
        }
        format.begin(false);
        state = State.BETWEEN;
    }

    private void lose(String why) {
        format.begin(false);
        state = State.LOST;
        discarded.accept(why);
    }
}
