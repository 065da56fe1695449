package io.glasscast.glasses.camera;

import io.glasscast.glasses.codec.CodecException;
import io.glasscast.glasses.codec.FilmReader;
import io.glasscast.glasses.codec.I420;
import io.glasscast.glasses.codec.SoundFormat;
import io.glasscast.glasses.codec.SoundReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A file in place of the world, played in real time and over again when it is over. A file without sound is silent.
public final class Film implements Source {
    /// A file that does not say how long it is (a raw stream) begins again after this long.
    private static final long UNKNOWN_DURATION_NANOS = 60_000_000_000L;

    private final FilmReader pictures;
    private final Optional<SoundReader> sound;
    private final long periodNanos;
    private long pictureRound, soundRound;

    private Film(FilmReader pictures, Optional<SoundReader> sound) {
        this.pictures = pictures;
        this.sound = sound;
        long duration = pictures.durationNanos();
        periodNanos = duration > 0 ? duration : UNKNOWN_DURATION_NANOS;
    }

    /// @throws CodecException when it cannot be read or has no picture
    public static Film open(Path path, int width, int height, SoundFormat format) {
        if (!Files.isReadable(path)) throw new CodecException("cannot read " + path.getFileName());
        var pictures = new FilmReader(path, width, height);
        try {
            return new Film(pictures, SoundReader.open(path, format));
        } catch (Throwable e) {
            pictures.close();
            throw e;
        }
    }

    @Override
    public void look(I420 canvas, Moment moment, long number) {
        long round = moment.ptsNanos() / periodNanos;
        if (round != pictureRound) pictures.rewind();
        pictureRound = round;
        I420 view = pictures.at(moment.ptsNanos() % periodNanos);
        System.arraycopy(view.y(), 0, canvas.y(), 0, view.y().length);
        System.arraycopy(view.u(), 0, canvas.u(), 0, view.u().length);
        System.arraycopy(view.v(), 0, canvas.v(), 0, view.v().length);
    }

    @Override
    public void listen(short[] interleaved, SoundFormat format, Moment moment) {
        if (sound.isEmpty()) {
            Arrays.fill(interleaved, (short) 0);
            return;
        }
        long round = moment.ptsNanos() / periodNanos;
        if (round != soundRound) sound.get().rewind();
        soundRound = round;
        sound.get().read(interleaved);
    }

    @Override
    public void close() {
        pictures.close();
        sound.ifPresent(SoundReader::close);
    }
}
