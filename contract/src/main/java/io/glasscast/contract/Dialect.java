package io.glasscast.contract;

/** Which names a client uses for streams that it receives itself. Both mean the same; a client knows only one. */
public enum Dialect {
    /** {@code stream_request}, {@code stream_status}, {@code start_stream}: SDK 3 and newer phones. */
    STREAM(
            "stream_request",
            "stream_stop",
            "stream_status",
            "streamUrl",
            "start_stream",
            "stop_stream",
            "keep_stream_alive",
            "get_stream_status"),
    /** {@code rtmp_stream_request}, {@code rtmp_stream_status}, {@code start_rtmp_stream}: SDK 2 and older phones. */
    RTMP(
            "rtmp_stream_request",
            "rtmp_stream_stop",
            "rtmp_stream_status",
            "rtmpUrl",
            "start_rtmp_stream",
            "stop_rtmp_stream",
            "keep_rtmp_stream_alive",
            "get_rtmp_status");

    private final String request;
    private final String stop;
    private final String status;
    private final String urlField;
    private final String glassesStart;
    private final String glassesStop;
    private final String glassesKeepAlive;
    private final String glassesAsk;

    Dialect(
            String request,
            String stop,
            String status,
            String urlField,
            String glassesStart,
            String glassesStop,
            String glassesKeepAlive,
            String glassesAsk) {
        this.request = request;
        this.stop = stop;
        this.status = status;
        this.urlField = urlField;
        this.glassesStart = glassesStart;
        this.glassesStop = glassesStop;
        this.glassesKeepAlive = glassesKeepAlive;
        this.glassesAsk = glassesAsk;
    }

    /** Type of an app's request for a stream to its own address. */
    public String request() {
        return request;
    }

    /** Type of an app's wish to end it. */
    public String stop() {
        return stop;
    }

    /** Type of its status, on both wires; also the name to subscribe to. */
    public String status() {
        return status;
    }

    /** Field that holds the address. */
    public String urlField() {
        return urlField;
    }

    /** Type of the start command to the glasses. */
    public String glassesStart() {
        return glassesStart;
    }

    /** Type of the stop command to the glasses. */
    public String glassesStop() {
        return glassesStop;
    }

    /** Type of the keep-alive to the glasses. */
    public String glassesKeepAlive() {
        return glassesKeepAlive;
    }

    /** Type of the question how a stream does. */
    public String glassesAsk() {
        return glassesAsk;
    }
}
