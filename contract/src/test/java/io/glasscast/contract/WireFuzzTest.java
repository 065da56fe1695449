package io.glasscast.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No text breaks the reader, and what it understood it can say again. */
final class WireFuzzTest {
    static void fuzz(byte[] input) {
        var frame = new String(input, UTF_8);
        if (Wire.appToCloud(frame) instanceof Decoded.Message<AppToCloud>(var message, var envelope)) {
            var again = Wire.appToCloud(Wire.write(message, envelope)).orThrow();
            // A wish that was not understood is not written again.
            if (flaw(message).isEmpty() && !again.equals(message))
                throw new AssertionError(message + " became " + again);
        }
        if (Wire.glassesToCloud(frame) instanceof Decoded.Message<GlassesToCloud>(var message, var envelope)) {
            var again = Wire.glassesToCloud(Wire.write(message, envelope)).orThrow();
            if (!again.equals(message)) throw new AssertionError(message + " became " + again);
        }
        if (Wire.cloudToApp(frame) instanceof Decoded.Message<CloudToApp>(var message, var envelope))
            Wire.cloudToApp(Wire.write(message, envelope)).orThrow();
        if (Wire.cloudToGlasses(frame) instanceof Decoded.Message<CloudToGlasses>(var message, var envelope)) {
            var again = Wire.cloudToGlasses(Wire.write(message, envelope)).orThrow();
            if (!again.equals(message)) throw new AssertionError(message + " became " + again);
        }
        if (Wire.webhook(frame) instanceof Decoded.Message<Webhook>(var message, var _))
            Wire.webhook(Wire.write(message)).orThrow();
    }

    private static Optional<String> flaw(AppToCloud message) {
        if (message instanceof AppToCloud.ManagedStreamRequest request) return request.flaw();
        return message instanceof AppToCloud.StreamRequest request ? request.flaw() : Optional.empty();
    }

    @Tag("fuzz")
    @Seeds("wire")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("wire", WireFuzzTest::fuzz);
    }
}
