package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.MessageStream;
import io.glasscast.transcode.wire.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A worker process by itself, as the kernel sees it.
@Timeout(60)
class WorkerProcessTest {
    /// A build tool gives its tests a class path of their own, and says so in the same property as Java.
    static final WorkerCommand COMMAND = WorkerCommand.java(
            ProcessHandle.current().info().command().orElseThrow(),
            System.getProperty("java.class.path"),
            System.getProperty("user.home"));

    private static Process launch() throws IOException {
        var builder = new ProcessBuilder(COMMAND.words());
        builder.environment().clear();
        return builder.start();
    }

    private static Answer next(Process worker) throws IOException {
        return Answer.parse(MessageStream.read(worker.getInputStream()).orElseThrow())
                .orThrow();
    }

    @Test
    void endsWithTheHouse() throws Exception {
        var worker = launch();
        assertThat(next(worker)).isEqualTo(new Answer.Ready());
        worker.getOutputStream().close();
        assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isZero();
    }

    @Test
    void endsWhenOrdersMakeNoSense() throws Exception {
        for (var nonsense : new String[] {"ffffffff", "00000005 63 00000001", "00000006 01 00000001 63"}) {
            var worker = launch();
            assertThat(next(worker)).isEqualTo(new Answer.Ready());
            worker.getOutputStream().write(Bytes.hex(nonsense).toArray());
            worker.getOutputStream().flush();
            assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).isNotZero();
        }
    }

    @Test
    void doesNotHangOnFramesOfNoJob() throws Exception {
        var worker = launch();
        var out = worker.getOutputStream();
        MessageStream.write(out, new Order.Feed(9, 0, 0, true, Bytes.hex("00")));
        MessageStream.write(out, new Order.Close(9));
        MessageStream.write(out, new Order.Still(10, Codec.VP8, 320, Bytes.hex("00")));
        out.flush();
        assertThat(next(worker)).isEqualTo(new Answer.Ready());
        assertThat(next(worker)).isEqualTo(new Answer.Picture(10, Bytes.EMPTY));
        out.close();
        assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void knowsNoSecretsAndTakesLittleMemory() throws Exception {
        var worker = launch();
        assertThat(next(worker)).isEqualTo(new Answer.Ready());
        var proc = Path.of("/proc", Long.toString(worker.pid()));
        assertThat(Files.readAllBytes(proc.resolve("environ"))).isEmpty();
        long megabytes = ResidentMemory.bytes(worker.pid()) >> 20;
        System.out.println("a warm worker takes " + megabytes + " MB");
        assertThat(megabytes).isBetween(20L, 250L);
        worker.destroyForcibly().waitFor();
    }
}
