package io.glasscast.transcode.worker;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_FATAL;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;

import io.glasscast.kernel.Parsed;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.MessageStream;
import io.glasscast.transcode.wire.Order;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/// A worker process. It ends when the house closes its pipes, which the kernel does for a house that died.
public final class WorkerMain {
    /// The house is gone, or does not keep to the protocol. Halts instead of exiting: native code does not
    /// listen.
    private static final int DONE = 0, CONFUSED = 3, BROKEN = 4;

    private static final int BUFFER = 1 << 16;

    /// No picture that is decoded here needs more at once.
    private static final long MAX_ALLOCATION = 64 << 20;

    /// All thumbnails share a lane, which no job's number is.
    private static final int STILLS = 0;

    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final Outlet outlet;

    private WorkerMain(Outlet outlet) {
        this.outlet = outlet;
    }

    public static void main(String[] args) {
        // Standard output belongs to the protocol; nothing else may write there.
        var outlet = new Outlet(new FileOutputStream(FileDescriptor.out), () -> halt(DONE));
        try (var in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER)) {
            Thread.setDefaultUncaughtExceptionHandler(WorkerMain::broken);
            av_log_set_level(AV_LOG_FATAL);
            av_max_alloc(MAX_ALLOCATION);
            WarmUp.run();
            outlet.tell(new Answer.Ready());
            new WorkerMain(outlet).work(in);
            halt(DONE);
        } catch (IOException e) {
            halt(CONFUSED);
        }
    }

    private void work(InputStream in) throws IOException {
        for (var message = MessageStream.read(in); message.isPresent(); message = MessageStream.read(in)) {
            switch (Order.parse(message.get())) {
                case Parsed.Ok<Order>(var order) -> dispatch(order);
                case Parsed.Malformed<Order>(var why) -> throw new IOException(why);
            }
        }
    }

    private void dispatch(Order order) throws IOException {
        int number = order instanceof Order.Still ? STILLS : order.job();
        var lane = switch (order) {
            case Order.Open _, Order.Still _ -> lanes.computeIfAbsent(number, n -> new Lane("job-" + n, outlet));
            case Order.Feed _, Order.Refresh _ -> lanes.get(number);
            case Order.Close _ -> lanes.remove(number);
        };
        if (lane != null && !lane.offer(order)) throw new IOException("more than agreed");
    }

    /// A lane that died would leave its job waiting for ever; the house knows what to do about a dead worker.
    private static void broken(Thread thread, Throwable e) {
        e.printStackTrace();
        halt(BROKEN);
    }

    private static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }
}
