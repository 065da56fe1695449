package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Mishaps;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Output;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of a connection when what it is for fails at its end, by a bug.
class RtmpConnectionTest {
    private static final long SECOND = 1_000_000_000;

    /// In the order in which it came.
    private final List<String> given = new ArrayList<>();

    private final RtmpConnection connection = new RtmpConnection(new Line(), Chance.seeded(1), new Surroundings(), 0);

    private final class Line implements Wire {
        @Override
        public TransportAddress remote() {
            return TransportAddress.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        }

        @Override
        public void write(Bytes bytes) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close() {
            given.add("wire");
        }
    }

    private final class Surroundings implements RtmpConnection.Surroundings {
        @Override
        public void asked(RtmpConnection asking, Output.PublishAsked asked, long nowNanos) {}

        @Override
        public void asked(RtmpConnection asking, Output.PlayAsked asked, long nowNanos) {}

        @Override
        public void note(RtmpConnection noted) {}

        @Override
        public void forget(RtmpConnection forgotten) {
            given.add("place");
        }

        @Override
        public RtmpMeter meter() {
            return RtmpTown.meter(given::add);
        }

        @Override
        public Mishaps mishaps() {
            return (turn, _) -> given.add(turn);
        }
    }

    /// Fails when it is left.
    private final class Failing implements RtmpPurpose {
        @Override
        public void media(FlvTag tag, long nowNanos) {}

        @Override
        public void paused(boolean paused, long nowNanos) {}

        @Override
        public void left(long nowNanos) {
            given.add("left");
            throw new StackOverflowError("of the test");
        }
    }

    @Test
    void aConnectionThatIsGivenUpGivesEverythingBackWhateverItWasForDoes() {
        connection.accept(new Failing(), 0);
        connection.abandon("rtmp-failed", SECOND);
        connection.abandon("rtmp-failed", SECOND);
        connection.closed(SECOND);
        assertThat(given)
                .containsExactlyInAnyOrder(
                        "closed rtmp-failed", "place", "wire", "left", "the end of what an RTMP connection was for");
        assertThat(connection.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void aConnectionWhoseClientGoesGivesEverythingBackWhateverItWasForDoes() {
        connection.accept(new Failing(), 0);
        connection.closed(SECOND);
        assertThat(given)
                .containsExactlyInAnyOrder(
                        "closed rtmp-disconnected", "place", "left", "the end of what an RTMP connection was for");
    }
}
