package io.glasscast.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// nginx with its RTMP module, as a platform: it takes every key but [#REFUSED], and may be killed and come back.
final class NginxRtmp implements AutoCloseable {
    static final String REFUSED = "refused-0123456789";

    private static final Duration POLL = Duration.ofMillis(10);

    private final Path folder;
    private final int rtmp;
    private Process process;

    private NginxRtmp(Path folder, int rtmp) throws IOException {
        this.folder = folder;
        this.rtmp = rtmp;
        process = run();
    }

    static NginxRtmp start(Path folder) throws Exception {
        Tools.need("nginx");
        var module = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");
        Tools.need(Files.exists(module), "nginx has no RTMP module");
        int rtmp = Ports.free();
        int http = Ports.free();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("nginx.conf"), """
                load_module %1$s;
                daemon off;
                master_process off;
                pid %2$s/nginx.pid;
                error_log %2$s/error.log notice;
                events { worker_connections 64; }
                rtmp {
                    server {
                        listen 127.0.0.1:%3$d;
                        notify_method get;
                        application live {
                            live on;
                            on_publish http://127.0.0.1:%4$d/publish;
                        }
                    }
                }
                http {
                    access_log off;
                    client_body_temp_path %2$s/body;
                    proxy_temp_path %2$s/proxy;
                    fastcgi_temp_path %2$s/fastcgi;
                    uwsgi_temp_path %2$s/uwsgi;
                    scgi_temp_path %2$s/scgi;
                    server {
                        listen 127.0.0.1:%4$d;
                        location /publish {
                            if ($arg_name = "%5$s") { return 403; }
                            return 200;
                        }
                    }
                }
                """.formatted(module, folder, rtmp, http, REFUSED));
        return new NginxRtmp(folder, rtmp);
    }

    /// Where to publish to it, and where to play from it.
    String url(String key) {
        return "rtmp://127.0.0.1:" + rtmp + "/live/" + key;
    }

    /// Its machine fails.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void comeBack() throws IOException {
        process = run();
    }

    /// Comes back when it listens.
    private Process run() throws IOException {
        var log = Tools.kept("logs").resolve("nginx.log").toFile();
        var nginx = new ProcessBuilder(List.of(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        while (!listens()) {
            if (!nginx.isAlive()) throw new IOException("nginx does not start: " + log + " says why");
            LockSupport.parkNanos(POLL.toNanos());
        }
        return nginx;
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), rtmp)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) kill();
    }
}
