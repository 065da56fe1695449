package io.glasscast.glasses.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.glasses.codec.CodecException;
import io.glasscast.glasses.codec.Decoder;
import io.glasscast.glasses.codec.FilmReader;
import io.glasscast.glasses.codec.I420;
import io.glasscast.glasses.codec.SoundFormat;
import io.glasscast.glasses.codec.SoundReader;
import io.glasscast.glasses.codec.VideoEncoder;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.kernel.Chance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilmTest {
    private static final SoundFormat MONO = new SoundFormat(48_000, 1);
    private static final long EPOCH = 1_764_000_000_000L;

    @TempDir
    private Path folder;

    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Decoder.nativeObjects()).isZero();
    }

    /// Two seconds of raw H.264 at 25 frames a second, which is what FFmpeg takes a stream without times for.
    private Path stream() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var pattern = new TestPattern(Chance.seeded(1));
        var settings = new VideoSettings(640, 360, 1_000_000, 25);
        try (var encoder = new VideoEncoder(0, settings)) {
            var canvas = I420.black(640, 360);
            for (int i = 0; i < 50; i++) {
                pattern.look(canvas, Moment.ofMillis(i * 40_000_000L, EPOCH + i * 40L), i);
                bytes.write(NalUnits.toAnnexB(
                                encoder.encode(canvas, i * 40_000_000L, false).payload())
                        .orThrow()
                        .toArray());
            }
        }
        return Files.write(folder.resolve("film.h264"), bytes.toByteArray());
    }

    @Test
    void playsInItsOwnTimeScaledToTheCanvas() throws Exception {
        try (var film = Film.open(stream(), 320, 240, MONO)) {
            var canvas = I420.black(320, 240);
            for (int ms = 0; ms < 1900; ms += 66) {
                film.look(canvas, Moment.ofMillis(ms * 1_000_000L, 0), ms);
                // The film's strip is 16 rows of 360, so 11 of 240, and read in its middle.
                long shown = TimeStrip.read(canvas).orElseThrow() - (EPOCH & 0xFFFF_FFFFL);
                assertThat(shown).as("at " + ms).isBetween(ms - 45L, ms + 1L);
            }
        }
    }

    @Test
    void beginsAgainWhenItIsOver() throws Exception {
        try (var reader = new FilmReader(stream(), 640, 360)) {
            reader.at(1_900_000_000L);
            for (int round = 0; round < 3; round++) {
                reader.rewind();
                assertThat(TimeStrip.read(reader.at(0))).hasValue(EPOCH & 0xFFFF_FFFFL);
                assertThat(TimeStrip.read(reader.at(10_000_000_000L))).hasValue(EPOCH + 49 * 40 & 0xFFFF_FFFFL);
            }
        }
    }

    @Test
    void isSilentWithoutSound() throws Exception {
        try (var film = Film.open(stream(), 320, 240, MONO)) {
            var samples = new short[960];
            samples[5] = 77;
            film.listen(samples, MONO, Moment.ofMillis(0, 0));
            assertThat(samples).containsOnly(0);
        }
    }

    @Test
    void refusesWhatIsNoFilm() throws Exception {
        assertThatThrownBy(() -> Film.open(folder.resolve("none.mp4"), 320, 240, MONO))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("none.mp4");
        var junk = Files.writeString(folder.resolve("junk.mp4"), "not a film");
        assertThatThrownBy(() -> Film.open(junk, 320, 240, MONO)).isInstanceOf(CodecException.class);
        var sound = Files.write(folder.resolve("tone.wav"), wav(8000, 1));
        assertThatThrownBy(() -> Film.open(sound, 320, 240, MONO)).hasMessageContaining("no video");
    }

    @Test
    void resamplesSoundAndFallsSilentAtItsEnd() throws Exception {
        var file = Files.write(folder.resolve("tone.wav"), wav(8000, 1));
        try (var reader = SoundReader.open(file, new SoundFormat(48_000, 2)).orElseThrow()) {
            var samples = new short[960 * 2];
            int loudPackets = 0;
            for (int i = 0; i < 60; i++) {
                reader.read(samples);
                int loudest = 0;
                for (int k = 0; k < samples.length; k += 2) {
                    loudest = Math.max(loudest, Math.abs(samples[k]));
                    assertThat(samples[k]).isEqualTo(samples[k + 1]);
                }
                if (loudest > 5000) loudPackets++;
            }
            assertThat(loudPackets).isBetween(49, 51);
            reader.rewind();
            reader.read(samples);
            assertThat(samples[400] != 0 || samples[402] != 0).isTrue();
        }
    }

    /// A tone of one channel, 16 bits.
    private static byte[] wav(int rate, int seconds) {
        int size = rate * seconds * 2;
        var wav = ByteBuffer.allocate(44 + size).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + size);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1);
        wav.putInt(rate).putInt(rate * 2).putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        for (int i = 0; i < rate * seconds; i++)
            wav.putShort((short) (10_000 * Math.sin(2 * Math.PI * 440 * i / rate)));
        return wav.array();
    }
}
