package io.glasscast.fuzz;

import io.glasscast.kernel.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The committed inputs of a parser, and seeded mutations of them: fuzzing's memory, replayed by every build.
///
/// Inputs live in `src/test/resources/corpus/<name>/`, one a file: seeds that reach deep, and whatever once broke.
public final class Corpus {
    /// Enough to touch every branch a byte away from the seeds, few enough for a second.
    private static final int MUTATIONS = 20_000;

    private Corpus() {}

    /// Feeds every input of corpus `name`, then mutations of them, to `parser`; an exception names what caused it.
    public static void replay(String name, Consumer<byte[]> parser) {
        replay(name, MUTATIONS, parser);
    }

    /// The same with so many mutations, for what takes its time.
    public static void replay(String name, int mutations, Consumer<byte[]> parser) {
        var inputs = inputs(name);
        if (inputs.isEmpty()) throw new AssertionError("corpus/" + name + " holds no input");
        for (var input : inputs) feed(input, parser);
        var random = new SplittableRandom(name.hashCode());
        for (int i = 0; i < mutations; i++) feed(mutate(inputs.get(random.nextInt(inputs.size())), random), parser);
    }

    /// The inputs of corpus `name`, in the order of their file names.
    public static List<byte[]> inputs(String name) {
        var folder = Path.of("src/test/resources/corpus", name);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().map(Corpus::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void feed(byte[] input, Consumer<byte[]> parser) {
        try {
            parser.accept(input.clone());
        } catch (RuntimeException | Error e) {
            throw new AssertionError("input " + Bytes.of(input).hex(), e);
        }
    }

    private static byte[] mutate(byte[] seed, SplittableRandom random) {
        byte[] mutant = random.nextInt(4) == 0 && seed.length > 0
                ? java.util.Arrays.copyOf(seed, random.nextInt(seed.length + 8))
                : seed.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && mutant.length > 0; n--) {
            int at = random.nextInt(mutant.length);
            mutant[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) (mutant[at] ^ 1 << random.nextInt(8));
                case 2 -> 0;
                default -> (byte) 0xFF;
            };
        }
        return mutant;
    }
}
