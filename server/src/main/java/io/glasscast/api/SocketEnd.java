package io.glasscast.api;

/// Our end of a WebSocket, for whoever only wants to talk. Any thread may; what is said after the end is lost.
interface SocketEnd {
    void say(String frame);

    void close(int code, String reason);
}
