package io.glasscast.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The nginx of this machine with one worker, for a part's bytes as a file.
final class Nginx implements Contestant<PartSample> {
    private static final String SETTINGS = """
            daemon off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            events { worker_connections 8192; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              tcp_nodelay on;
              keepalive_timeout 1h;
              keepalive_requests 1000000000;
              open_file_cache max=16;
              types { video/mp4 mp4; }
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              server { listen 127.0.0.1:%2$d; root %3$s; }
            }
            """;

    private final Process process;
    private final StaticFile file;
    private final ReferencePart part;

    private Nginx(Process process, int port, ReferencePart part) {
        this.process = process;
        this.file = new StaticFile(
                "nginx", URI.create("http://127.0.0.1:" + port + "/" + ReferencePart.FILE), process.pid());
        this.part = part;
    }

    /// @param folder with the part's file in it
    /// @return empty where nginx is not installed
    static Optional<Nginx> start(Path folder, ReferencePart part) throws IOException, InterruptedException {
        var program = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin", "/sbin"))
                .map(place -> Path.of(place, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) return Optional.empty();
        // Its worker is another user where it is started by root.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var own = Files.createDirectories(folder.resolve("nginx"));
        int port = freePort();
        var settings = Files.writeString(own.resolve("nginx.conf"), SETTINGS.formatted(own, port, folder));
        var log = own.resolve("error.log");
        var process = new ProcessBuilder(
                        program.get().toString(), "-p", own.toString(), "-e", log.toString(), "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(own.resolve("out.log").toFile())
                .start();
        var nginx = new Nginx(process, port, part);
        for (int tries = 0; !answers(port); tries++) {
            if (tries == 100 || !process.isAlive()) {
                nginx.close();
                throw new IOException("nginx does not start: " + Files.readString(log));
            }
            Thread.sleep(50);
        }
        return Optional.of(nginx);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public PartSample sample(int connections, Duration window) throws IOException, InterruptedException {
        if (part.size().isEmpty()) throw new IOException("there is no part to serve");
        return file.sample(connections, window);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
