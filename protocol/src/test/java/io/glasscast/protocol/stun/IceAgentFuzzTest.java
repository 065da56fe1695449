package io.glasscast.protocol.stun;

import static io.glasscast.protocol.stun.Peers.*;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.stun.IceAgent.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Agents of every state are fed rubbish: as it is, with the code of somebody who knows the password so that it gets
/// past the first door, and as the answer to what the agent asked last.
class IceAgentFuzzTest {
    /// The credentials with which the corpus was signed: RFC 5769's.
    private static final IceCredentials LOCAL = new IceCredentials("evtj", "VOkJxbRl1RmTxUk/WvJxBt");

    private static final IceCredentials REMOTE = new IceCredentials("h6vY", "VOkJxbRl1RmTxUk/WvJxBt");

    static void fuzz(byte[] input) {
        for (boolean sendsMedia : List.of(false, true))
            new Feeder(new IceLiteAgent(LOCAL, REMOTE, sendsMedia, Chance.seeded(1), 0), input).feed();
        var controlling = new IceControllingAgent(LOCAL, REMOTE, Chance.seeded(1), 0);
        var feeder = new Feeder(controlling, input);
        controlling.handle(new Input.RemoteCandidates(List.of(DOOR)), 0, feeder::keep);
        feeder.feed();
    }

    private static final class Feeder {
        private final IceAgent agent;
        private final byte[] input;
        private Optional<StunMessage> lastSent = Optional.empty();

        Feeder(IceAgent agent, byte[] input) {
            this.agent = agent;
            this.input = input;
        }

        void feed() {
            arrives(Bytes.of(input), 1);
            asks(2);
            answers(3);
            answers(4);
            agent.handle(new Input.Restart(LOCAL, REMOTE), 5, this::keep);
            asks(6);
            answers(7);
            agent.elapse(20 * SECOND, this::keep);
            answers(20 * SECOND);
            agent.elapse(60 * SECOND, this::keep);
            answers(61 * SECOND);
        }

        private void asks(long now) {
            arrives(signed(StunMessage.Kind.REQUEST, Bytes.of(new byte[12])), now);
        }

        private void answers(long now) {
            lastSent.map(StunMessage::transactionId).ifPresent(id -> {
                arrives(signed(StunMessage.Kind.ERROR, id), now);
                arrives(signed(StunMessage.Kind.SUCCESS, id), now);
            });
        }

        private void arrives(Bytes datagram, long now) {
            agent.handle(new Input.Datagram(DOOR, datagram), now, this::keep);
        }

        /// What an agent sends is a message, whatever it was asked.
        void keep(IceAgent.Output output) {
            if (output instanceof IceAgent.Output.Send(var _, var datagram))
                lastSent = Optional.of(StunMessage.parse(datagram).orThrow());
        }

        /// The attributes of the input with a valid end, if they can have one.
        private Bytes signed(StunMessage.Kind kind, Bytes transactionId) {
            var bytes = Bytes.of(input);
            var writer = StunWriter.paddedWith(0, kind, transactionId);
            for (int at = StunMessage.HEADER_LENGTH; at + 4 <= input.length; ) {
                int type = bytes.u16(at);
                int length = Math.min(bytes.u16(at + 2), input.length - at - 4);
                boolean seal =
                        type == StunAttribute.MESSAGE_INTEGRITY.type() || type == StunAttribute.FINGERPRINT.type();
                if (!seal) writer.attribute(type, bytes.slice(at + 4, length));
                at += 4 + StunMessage.padded(length);
            }
            return writer.integrity(StunIntegrity.SHA1, LOCAL.password()).bytes();
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("ice", IceAgentFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("ice")
        @FuzzTest
        void fuzz(byte[] input) {
            IceAgentFuzzTest.fuzz(input);
        }
    }
}
