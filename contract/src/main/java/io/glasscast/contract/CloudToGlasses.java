package io.glasscast.contract;

/** What the cloud tells the glasses, or the phone that speaks for them. */
public sealed interface CloudToGlasses {
    /** {@code appId} of every managed stream. */
    String MANAGED_STREAM = "MANAGED_STREAM";

    /** The connection stands: at once, and to each {@code connection_init}. */
    record ConnectionAck() implements CloudToGlasses {}

    /**
     * Stream to this address, in the way its scheme says: as a stream begins, and when glasses that should stream are
     * back and do not.
     *
     * @param appId     {@code MANAGED_STREAM}, or whose address it is
     * @param streamUrl holds the right to publish: a secret
     * @param flash     whether a light shows that they film
     * @param sound     whether they play sounds at start and stop
     */
    record StartStream(
            Dialect dialect,
            String streamId,
            String appId,
            String streamUrl,
            VideoConfig video,
            AudioConfig audio,
            StreamConfig stream,
            boolean flash,
            boolean sound)
            implements CloudToGlasses {
        /** Without the address, which holds the right to publish. */
        @Override
        public String toString() {
            return "StartStream[" + streamId + ", " + appId + "]";
        }
    }

    /**
     * Stop streaming: it is not wanted any more.
     *
     * @param appId {@code MANAGED_STREAM}, or whose stream it is
     */
    record StopStream(Dialect dialect, String streamId, String appId) implements CloudToGlasses {}

    /**
     * The stream is still wanted: every 15 s while they are there. Glasses that hear none for a minute stop by themselves.
     *
     * @param ackId comes back in the answer
     */
    record KeepStreamAlive(Dialect dialect, String streamId, String ackId) implements CloudToGlasses {}

    /** How does it do? Answered with a status that is a snapshot. Phones ask; this server does not. */
    record GetStreamStatus(Dialect dialect) implements CloudToGlasses {}

    /** Are they there? Answered with a pong. */
    record Ping() implements CloudToGlasses {}

    /** Answer to a ping. */
    record Pong() implements CloudToGlasses {}

    /** An app ended for this user. */
    record AppStopped(String packageName, String reason) implements CloudToGlasses {}

    /** Which apps run, or are connected, has changed. */
    record AppStateChange() implements CloudToGlasses {}

    /** An app asked for a stream, and they have no Wi-Fi. */
    record ShowWifiSetup(String reason, String appPackageName) implements CloudToGlasses {}
}
