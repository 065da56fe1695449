package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.srt.HandshakeExtension.Congestion;
import io.glasscast.protocol.srt.HandshakeExtension.Hello;
import io.glasscast.protocol.srt.HandshakeExtension.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A caller's way to a connection (draft-sharabayko-srt-01 §4.3.1): an induction, whose answer brings a cookie,
/// and a conclusion that shows it. Each is repeated until it is answered.
final class CallerHandshake {
    private static final long MILLISECOND = 1_000_000;
    static final long REPEAT_NANOS = 250 * MILLISECOND;
    /// As long as libsrt tries.
    static final long GIVE_UP_NANOS = 3_000 * MILLISECOND;

    /// What an answer leads to.
    sealed interface Step {
        /// Send what [#packet] says, now.
        record Go() implements Step {}

        record Agreed(Agreement agreement) implements Step {}

        /// The answer is kept until the key is there.
        record Wait() implements Step {}

        record Failed(String reason, String sentence) implements Step {}

        record Ignored(String why) implements Step {}
    }

    private final SrtCaller caller;
    private final int socketId;
    private final SendCipher.Refresh refresh;
    private final Chance chance;
    private final int initialSequence;
    private final long giveUpNanos;
    private final Optional<KeyDerivation> derivation;
    private Handshake current;
    private Optional<KeyWrap> wrap = Optional.empty();
    /// An answer to the induction that came before the key.
    private Optional<Handshake> early = Optional.empty();
    private Optional<Ciphers> ciphers = Optional.empty();
    private long repeatNanos;

    CallerHandshake(SrtCaller caller, int socketId, SendCipher.Refresh refresh, Chance chance, long nowNanos) {
        this.caller = caller;
        this.socketId = socketId;
        this.refresh = refresh;
        this.chance = chance;
        this.initialSequence = (int) chance.nextLong() & Sequence.MASK;
        // The longest, because the listener may have an opinion.
        this.derivation = caller.secret()
                .map(secret -> new KeyDerivation(
                        secret, Bytes.of(chance.bytes(KeyMaterial.SALT_LENGTH)), SrtSecret.MAX_KEY_LENGTH));
        this.giveUpNanos = nowNanos + GIVE_UP_NANOS;
        this.repeatNanos = nowNanos;
        this.current = handshake(Handshake.LEGACY_VERSION, 0, Handshake.DATAGRAMS, Handshake.INDUCTION, 0, List.of());
    }

    /// What to send at [#repeatNanos].
    Handshake packet(long nowNanos) {
        repeatNanos = nowNanos + REPEAT_NANOS;
        return current;
    }

    /// What has to be done before a conclusion can be sent; the induction need not wait for it.
    Optional<KeyDerivation> derivation() {
        return derivation;
    }

    /// That has been done.
    Step derived(KeyWrap key) {
        if (wrap.isPresent()) return new Step.Wait();
        wrap = Optional.of(key);
        return early.map(this::induced).orElseGet(Step.Wait::new);
    }

    long repeatNanos() {
        return repeatNanos;
    }

    long giveUpNanos() {
        return giveUpNanos;
    }

    Step answered(Handshake answer, int timestamp) {
        if (answer.refuses()) {
            // Only to a conclusion: before that, anybody could have sent it, knowing nothing of a cookie.
            if (current.type() != Handshake.CONCLUSION) return new Step.Ignored("srt-handshake-early");
            return refused(new Rejection(answer.type() - Handshake.FAILURE));
        }
        return switch (answer.type()) {
            case Handshake.INDUCTION ->
                current.type() == Handshake.INDUCTION ? induced(answer) : new Step.Ignored("srt-handshake-again");
            case Handshake.CONCLUSION ->
                current.type() == Handshake.CONCLUSION
                        ? concluded(answer, timestamp)
                        : new Step.Ignored("srt-handshake-early");
            default -> new Step.Ignored("srt-handshake-type");
        };
    }

    private Step induced(Handshake answer) {
        if (answer.version() < Handshake.VERSION || answer.extensionField() != Handshake.MAGIC)
            return refused(Rejection.VERSION);
        var extensions = new ArrayList<HandshakeExtension>();
        int latency = (int) caller.latency().toMillis();
        extensions.add(new Hello(true, Agreement.SRT_VERSION, Agreement.FLAGS, latency, latency));
        int flags = Handshake.HAS_HELLO;
        int encryption = 0;
        if (caller.secret().isPresent()) {
            if (wrap.isEmpty()) {
                early = Optional.of(answer);
                return new Step.Wait();
            }
            var secret = caller.secret().get();
            // A listener may want a longer key than we would make (§4.3.1.2), and never a shorter one: anybody on the
            // way could have written that. libsrt keeps its own where it sends.
            int asked = 8 * answer.encryption();
            int length = SrtSecret.isKeyLength(asked) ? Math.max(asked, secret.keyLength()) : secret.keyLength();
            var made = Ciphers.made(wrap.get().shortened(length), refresh, chance);
            ciphers = Optional.of(made);
            extensions.add(new Keys(true, made.message()));
            flags |= Handshake.HAS_KEY_MATERIAL;
            encryption = length / 8;
        }
        if (!caller.streamId().isEmpty()) {
            extensions.add(new HandshakeExtension.Stream(caller.streamId()));
            flags |= Handshake.HAS_CONFIGURATION;
        }
        current = handshake(
                Handshake.VERSION, encryption, flags, Handshake.CONCLUSION, answer.cookie(), List.copyOf(extensions));
        return new Step.Go();
    }

    private Step concluded(Handshake answer, int timestamp) {
        var hello = answer.extension(Hello.class);
        if (answer.version() != Handshake.VERSION || hello.isEmpty()) return refused(Rejection.VERSION);
        if (answer.extension(Congestion.class)
                .map(Congestion::name)
                .filter(name -> !name.equals("live"))
                .isPresent()) return refused(Rejection.CONGESTION);
        var keys = answer.extension(Keys.class).map(Keys::material);
        if (ciphers.isPresent()) {
            if (keys.isEmpty()) return refused(Rejection.UNSECURE);
            if (!keys.get().equals(ciphers.get().message())) return refused(unsecured(keys.get()));
        } else if (keys.isPresent()) {
            return refused(Rejection.UNSECURE);
        }
        return new Step.Agreed(new Agreement(
                answer.socketId(),
                initialSequence,
                answer.flowWindow(),
                Agreement.larger(caller.latency(), hello.get().senderDelay()),
                Agreement.larger(caller.latency(), hello.get().receiverDelay()),
                timestamp,
                ciphers));
    }

    private static Rejection unsecured(Bytes material) {
        if (material.length() != 4) return Rejection.BAD_SECRET;
        return switch (KeyState.of(material.u32(0))) {
            case NO_SECRET, UNSECURED, SECURING -> Rejection.UNSECURE;
            case BAD_SECRET, SECURED -> Rejection.BAD_SECRET;
        };
    }

    private static Step refused(Rejection why) {
        return new Step.Failed(why.label(), why.sentence());
    }

    private Handshake handshake(
            int version,
            int encryption,
            int extensionField,
            int type,
            int cookie,
            List<HandshakeExtension> extensions) {
        return new Handshake(
                version,
                encryption,
                extensionField,
                initialSequence,
                Handshake.MTU,
                ReceiveBuffer.CAPACITY,
                type,
                socketId,
                cookie,
                Agreement.NO_ADDRESS,
                extensions);
    }
}
