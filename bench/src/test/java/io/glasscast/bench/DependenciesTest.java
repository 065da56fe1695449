package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Other people's libraries are the ones that were looked at: this module has all that are shipped on its class path.
class DependenciesTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SUMS = ROOT.resolve("dependencies.sha256"), LICENCES = ROOT.resolve("docs/licences.md");

    /// A line of `sha256sum`: the sum, two blanks, and a name.
    private static final int SUM_CHARS = 64, BETWEEN = 2;

    private static Map<String, String> pinned() throws IOException {
        var pinned = new TreeMap<String, String>();
        for (var line : Files.readAllLines(SUMS))
            pinned.put(line.substring(SUM_CHARS + BETWEEN), line.substring(0, SUM_CHARS));
        return pinned;
    }

    private static Map<String, Path> onTheClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                // Our own modules are jars once they are packaged.
                .filter(jar -> !jar.getFileName().toString().startsWith("glasscast-"))
                .collect(Collectors.toMap(jar -> jar.getFileName().toString(), jar -> jar));
    }

    private static String sum(Path jar) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    }

    @Test
    void everyLibraryIsTheOneThatIsPinned() throws Exception {
        var pinned = pinned();
        var found = onTheClassPath();
        assertThat(found).hasSizeGreaterThan(50).containsKeys(pinned.keySet().toArray(String[]::new));
        for (var library : found.entrySet())
            if (pinned.containsKey(library.getKey()))
                assertThat(sum(library.getValue())).as(library.getKey()).isEqualTo(pinned.get(library.getKey()));
    }

    @Test
    void everyLibraryHasItsLicence() throws Exception {
        var licences = Files.readString(LICENCES);
        for (var name : pinned().keySet())
            assertThat(licences).contains("| `" + name.replaceFirst("-\\d.*", "") + "` |");
    }
}
