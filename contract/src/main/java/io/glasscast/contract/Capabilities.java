package io.glasscast.contract;

/** What a model of glasses has. */
public record Capabilities(
        String modelName,
        boolean hasCamera,
        boolean hasDisplay,
        boolean hasMicrophone,
        boolean hasSpeaker,
        boolean hasImu,
        boolean hasButton,
        boolean hasLight,
        boolean hasWifi) {
    /** Camera glasses with Wi-Fi, microphone, speaker, button and light, and no display. */
    public static Capabilities cameraGlasses(String modelName) {
        return new Capabilities(modelName, true, false, true, true, true, true, true, true);
    }
}
