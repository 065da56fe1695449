package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Meddler;
import io.glasscast.fuzz.Script;
import io.glasscast.fuzz.Seeds;
import io.glasscast.hub.Publication;
import io.glasscast.hub.StreamNames;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.VideoTag;
import io.glasscast.protocol.rtmp.RtmpStranger;
import io.glasscast.protocol.rtmp.TestPlayer;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The whole RTMP side of the server, with a fuzzer at the other end of the wire: a client that publishes or plays as
/// it should, handshake, commands and media, while a script changes its bytes, cuts them, and says in good chunks what
/// comes to its mind; and somebody who plays another stream and must not notice.
///
/// The first byte of an input chooses the client, and whether there is a witness; then each deed is a byte and what
/// it takes.
final class RtmpPeerFuzzTest {
    private static final StreamNames OTHERS = new StreamNames("m2", "fuzzed-key", "fuzzed-id");

    private static final List<Track> TRACKS = List.of(RtmpTown.PICTURES, RtmpTown.SOUND);

    /// In virtual time, and in deeds.
    private static final long ATTACK = 4 * SECOND;

    private static final int MOST_DEEDS = 300;

    /// Players that say nothing are given up after 95 seconds.
    private static final long OBLIVION = 130 * SECOND;

    /// What the gate and the hub hold, with room to spare.
    private static final int MOST_HELD = 30_000;

    private static final int MOST_LEFT = 1_000;

    /// An answer to each of a client's commands, which are short, and the stream that it plays, which is known.
    private static final long MOST_SAID = 2_000_000;

    static void fuzz(byte[] input) {
        new Attack(new Script(input)).run();
    }

    /// A client's end of a wire to the gate.
    private static final class Line implements Wire {
        private final Simulation simulation;
        private final TransportAddress remote;
        private final WireEnd end;
        Consumer<Bytes> ear = _ -> {};
        boolean reads = true;
        boolean closed;
        long said;

        Line(RtmpTown town, int port) {
            simulation = town.simulation;
            remote = TransportAddress.tcp(new InetSocketAddress("192.0.2.9", port));
            end = town.gate.accepted(this, false, simulation.now());
        }

        /// Arrives in a later turn, as from a network.
        void say(Bytes bytes) {
            simulation.after(MS, () -> {
                if (!closed && !bytes.isEmpty()) end.received(bytes, simulation.now());
            });
        }

        void hangUp() {
            if (closed) return;
            closed = true;
            end.closed(simulation.now());
        }

        @Override
        public TransportAddress remote() {
            return remote;
        }

        @Override
        public void write(Bytes bytes) {
            said += bytes.length();
            simulation.after(MS, () -> ear.accept(bytes));
        }

        @Override
        public boolean writable() {
            return reads;
        }

        @Override
        public void close() {
            simulation.after(MS, this::hangUp);
        }
    }

    private static final class Attack {
        private final Script script;
        private final int choice;
        private final RtmpTown town = new RtmpTown(1);
        private final Simulation simulation = town.simulation;
        private final Publication publication;
        private final Line line;
        private final RtmpStranger client;
        private final Meddler meddler;
        private final Optional<Line> witnessed;
        private final List<FlvTag> seen;
        private boolean filming = true;
        private int filmed;

        Attack(Script script) {
            this.script = script;
            choice = script.u8();
            var _ = town.there.open(OTHERS).orElseThrow();
            publication = town.target.publish(new DeafPublisher(), TRACKS, 0);
            simulation.every(40 * MS, ATTACK + SECOND, this::film);
            if ((choice & 1) != 0) {
                var other = new Line(town, 1);
                var player = new TestPlayer("play-there", other::say);
                other.ear = player::receive;
                witnessed = Optional.of(other);
                seen = player.tags;
            } else {
                witnessed = Optional.empty();
                seen = List.of();
            }
            line = new Line(town, 2);
            meddler = new Meddler(line::say);
            client = new RtmpStranger(meddler::send);
            line.ear = client::hear;
        }

        private void film() {
            if (!filming) return;
            long now = simulation.now();
            publication.frame(RtmpTown.picture(filmed++ % 25 == 0, now), now);
            publication.frame(RtmpTown.quiet(now), now);
        }

        void run() {
            if ((choice & 2) != 0) meddler.intend(script);
            client.hello();
            pass(20 * MS);
            // Most of what there is to find is behind the handshake and the first commands.
            if ((choice & 4) == 0 && client.shaken()) {
                client.connect("live");
                if ((choice & 8) != 0) client.play("play-there");
                else client.publish("fuzzed-key");
                pass(20 * MS);
            }
            int deeds = 0;
            while (!line.closed && !script.over() && deeds++ < MOST_DEEDS) deed();
            check();
            leave();
        }

        private void deed() {
            int deed = script.u8();
            switch (deed & 15) {
                case 0 -> pass((1 + (deed >>> 4)) * MS);
                case 1 -> pass((1 + (deed >>> 4)) * 40 * MS);
                case 2 -> meddler.intend(script);
                case 3 -> meddler.release();
                case 4 -> line.say(meddler.sentBefore(script.u8()));
                case 5 -> line.say(script.longPiece(8_000));
                case 6, 7, 8 -> client.message(script);
                case 9, 10 -> client.command(script);
                case 11 -> client.chunk(script);
                case 12 -> client.film(TRACKS, RtmpTown.picture(deed >= 128, simulation.now()));
                case 13 -> client.film(TRACKS, RtmpTown.quiet(simulation.now()));
                case 14 -> line.reads = deed < 128;
                default -> {
                    if (deed >>> 4 == 15) line.hangUp();
                }
            }
        }

        private void pass(long nanos) {
            simulation.runUntil(Math.min(simulation.now() + nanos, ATTACK));
        }

        private void check() {
            if (town.gate.connections() > 2) throw new AssertionError(town.gate.connections() + " connections");
            if (line.said > MOST_SAID) throw new AssertionError("the client was sent " + line.said);
            if ((choice & 32) != 0) Holdings.expectAtMost(MOST_HELD, town.gate, town.there);
            simulation.runUntil(simulation.now() + 500 * MS);
            witnessed.ifPresent(_ -> assertSeesAll());
        }

        /// Every picture from the first on, up to the present.
        private void assertSeesAll() {
            var times = seen.stream()
                    .filter(tag -> tag.kind() == FlvTag.Kind.VIDEO
                            && VideoTag.parse(tag.body()) instanceof Parsed.Ok<VideoTag>(VideoTag.Picture _))
                    .map(FlvTag::timestampMillis)
                    .toList();
            for (int i = 1; i < times.size(); i++)
                if (times.get(i) - times.get(i - 1) > 43)
                    throw new AssertionError("the witness missed what is behind " + times.get(i - 1));
            if (times.isEmpty() || simulation.now() / MS - times.getLast() > 600)
                throw new AssertionError("the witness sees nothing since " + times + ", at " + simulation.now());
        }

        /// Nobody says anything any more: the server forgets them all.
        private void leave() {
            filming = false;
            witnessed.ifPresent(Line::hangUp);
            publication.end(simulation.now());
            simulation.runUntil(simulation.now() + OBLIVION);
            if (town.gate.connections() != 0) throw new AssertionError("a connection goes on for ever");
            if ((choice & 32) != 0) Holdings.expectAtMost(MOST_LEFT, town.gate, town.there);
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("rtmp-peer", 200, RtmpPeerFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("rtmp-peer")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
