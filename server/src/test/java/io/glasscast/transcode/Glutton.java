package io.glasscast.transcode;

import io.glasscast.transcode.worker.WorkerMain;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;

/// A worker like any other, until it is told to take memory; then it goes on with its work.
final class Glutton {
    private static final int PIECE_BYTES = 16 << 20;

    /// Outside of the heap, as FFmpeg's is, and never given back.
    private static final Arena TAKEN = Arena.ofShared();

    private Glutton() {}

    /// @param table a folder: a file by the number of a process tells that one to
    /// @param bytes how much it takes then
    static WorkerCommand command(Path table, long bytes) {
        var words = new ArrayList<>(WorkerProcessTest.COMMAND.words());
        words.removeLast();
        words.addAll(List.of(Glutton.class.getName(), table.toString(), Long.toString(bytes)));
        return new WorkerCommand(words);
    }

    public static void main(String[] args) {
        var table = Path.of(args[0]);
        long bytes = Long.parseLong(args[1]);
        Thread.ofPlatform().daemon().start(() -> takeOnceTold(table, bytes));
        WorkerMain.main(new String[0]);
    }

    private static void takeOnceTold(Path table, long bytes) {
        var told = table.resolve(Long.toString(ProcessHandle.current().pid()));
        try (var news = table.getFileSystem().newWatchService()) {
            table.register(news, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(told)) news.take().reset();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        // In use at once: it is filled with zeros.
        for (long soFar = 0; soFar < bytes; soFar += PIECE_BYTES) TAKEN.allocate(PIECE_BYTES);
    }
}
