package io.glasscast.contract;

/** What the cloud tells the glasses, or the phone that speaks for them. */
public sealed interface CloudToGlasses {
    /** {@code appId} of every managed stream. */
    String MANAGED_STREAM = "MANAGED_STREAM";

    /** The connection stands. */
    record ConnectionAck() implements CloudToGlasses {}

    /** Stream to this address, in the way its scheme says. */
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

    /** Stop streaming. */
    record StopStream(Dialect dialect, String streamId, String appId) implements CloudToGlasses {}

    /** The stream is still wanted; glasses that hear none for a minute stop by themselves. */
    record KeepStreamAlive(Dialect dialect, String streamId, String ackId) implements CloudToGlasses {}

    /** Answered with a {@link GlassesToCloud.StreamSnapshot}. */
    record GetStreamStatus(Dialect dialect) implements CloudToGlasses {}

    /** Answered with a pong. */
    record Ping() implements CloudToGlasses {}

    /** Answer to a ping. */
    record Pong() implements CloudToGlasses {}

    /** An app ended for this user. */
    record AppStopped(String packageName, String reason) implements CloudToGlasses {}

    /** The running apps changed. */
    record AppStateChange() implements CloudToGlasses {}

    /** An app wants something that takes Wi-Fi. */
    record ShowWifiSetup(String reason, String appPackageName) implements CloudToGlasses {}
}
