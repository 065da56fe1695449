package io.glasscast.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NativeLibraryTest {
    private static final int ALIVE = 17;

    @TempDir
    private Path data;

    @TempDir
    private Path temporary;

    @Test
    void aServerThatIsKilledLeavesNothingBesideItsData() throws Exception {
        var killed = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(killed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(killed.waitFor()).as(said).isEqualTo(ALIVE);
        assertThat(data.resolve("glasscast.db")).exists();
        assertThat(temporary).isEmptyDirectory();
    }

    /// Opens a database, and is gone without what a process does at its end.
    static final class Killed {
        private Killed() {}

        public static void main(String[] args) {
            var store = Store.open(Path.of(args[0]), Optional.empty(), Chance.secure(), InstantSource.system());
            Runtime.getRuntime().halt(store.alive() ? ALIVE : 1);
        }
    }
}
