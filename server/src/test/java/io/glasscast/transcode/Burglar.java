package io.glasscast.transcode;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/// What somebody who has taken a worker over would try, as a worker's main class. Says how far it got.
final class Burglar {
    private static final int PIECE_BYTES = 16 << 20;

    private Burglar() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "connect" -> System.out.println(connect(Integer.parseInt(args[1])));
            case "read" -> System.out.println(read(Path.of(args[1])));
            case "uncover" -> System.out.println(uncover(args[1]));
            case "allocate" -> System.out.println(allocate(Long.parseLong(args[1])));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static String connect(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            return "connected";
        } catch (IOException e) {
            return "no network: " + e.getMessage();
        }
    }

    private static String read(Path file) {
        try {
            return "read: " + Files.readString(file);
        } catch (IOException e) {
            return "no file: " + e.getMessage();
        }
    }

    private static String uncover(String folder) throws IOException, InterruptedException {
        int code = new ProcessBuilder("umount", folder)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return code == 0 ? "uncovered" : "no privileges";
    }

    /// Outside of the heap, as FFmpeg does, and as if it were used.
    private static String allocate(long limitBytes) {
        long bytes = 0;
        try (var arena = Arena.ofConfined()) {
            for (; bytes < limitBytes; bytes += PIECE_BYTES) arena.allocate(PIECE_BYTES);
            return "allocated";
        } catch (OutOfMemoryError e) {
            return "no memory after " + (bytes >> 20) + " MB";
        }
    }
}
