package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Workers that somebody has taken over, within as much of the walls as this system lets us build: each test is for
/// one of them, and is left out where it does not stand.
@Timeout(60)
@SuppressWarnings("NullAway") // set up before each test
class WallsTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @TempDir
    private Path folder;

    private Path data;
    private Path key;
    private Walls walls;

    @BeforeEach
    void furnish() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("admin-token"), "secret");
        key = Files.writeString(folder.resolve("key.pem"), "secret");
        walls = new Walls(List.of(data, key, folder.resolve("absent")), List.of(HOME));
        System.out.println(walls.standing().words());
    }

    /// What a worker's process says that does this instead.
    private String told(String... words) throws Exception {
        return run(walls, words);
    }

    private static String run(Walls walls, String... words) throws Exception {
        var command = new ArrayList<>(WorkerProcessTest.COMMAND.words());
        command.removeLast();
        command.add(Burglar.class.getName());
        command.addAll(Arrays.asList(words));
        var builder =
                new ProcessBuilder(new WorkerCommand(command).within(walls).line());
        builder.environment().clear();
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void aWorkerThatConnectsGetsNowhere() throws Exception {
        assumeTrue(walls.standing().network(), "no network namespaces here");
        try (var house = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(house.getLocalPort());
            assertThat(run(Walls.none(), "connect", port)).isEqualTo("connected");
            assertThat(told("connect", port)).startsWith("no network");
        }
    }

    @Test
    void aWorkerDoesNotSeeTheHousesSecrets() throws Exception {
        assumeTrue(walls.standing().files(), "no mount namespaces here");
        for (var file : List.of(data.resolve("admin-token"), key)) {
            assertThat(run(Walls.none(), "read", file.toString())).isEqualTo("read: secret");
            assertThat(told("read", file.toString())).doesNotContain("secret");
        }
        assertThat(told("uncover", data.toString())).isEqualTo("no privileges");
        assertThat(Files.readString(data.resolve("admin-token")))
                .as("the house does")
                .isEqualTo("secret");
    }

    @Test
    void aWorkerDoesNotSeeTheHousesEnvironment() throws Exception {
        assumeTrue(walls.standing().network(), "no user namespaces here");
        var house = "/proc/" + ProcessHandle.current().pid() + "/environ";
        assertThat(run(Walls.none(), "read", house)).startsWith("read: ");
        assertThat(told("read", house)).startsWith("no file");
        assertThat(told("read", "/proc/self/environ")).isEqualTo("read:");
    }

    @Test
    void aWorkerThatAllocatesRunsIntoAWall() throws Exception {
        assumeTrue(walls.standing().memory(), "no prlimit here");
        var said = told("allocate", Long.toString(4 * Walls.MEMORY_BYTES));
        assertThat(said).startsWith("no memory after");
        long megabytes = Long.parseLong(said.replaceAll("\\D", ""));
        assertThat(megabytes).isBetween(256L, Walls.MEMORY_BYTES >> 20);
    }

    @Test
    void whatWorkersRunFromIsNotHiddenFromThem() throws Exception {
        var home = new Walls(List.of(HOME), List.of(HOME.resolve("below")));
        assertThat(home.standing().files()).isFalse();
        assertThat(home.standing().prefix()).doesNotContain(HOME.toString());
        assertThat(run(home, "read", key.toString())).isEqualTo("read: secret");
    }
}
