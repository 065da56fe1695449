package io.glasscast.control;

/// Why an output was not added, or not removed. The names are those that clients of MentraOS know.
public enum OutputRefusal {
    /// Nothing of that name is managed here.
    STREAM_NOT_FOUND("There is no such managed stream"),
    NOT_A_VIEWER("The app does not share this stream"),
    NOT_AUTHORIZED("Only the app that added an output may remove it"),
    OUTPUT_NOT_FOUND("The stream has no such output"),
    MAX_OUTPUTS_REACHED("The stream has as many outputs as it may have: " + OutputView.PER_STREAM),
    MAX_APP_OUTPUTS_REACHED("The app has as many outputs as it may have on one stream: " + OutputView.PER_APP),
    DUPLICATE_URL("The stream goes to this destination already"),
    INVALID_URL("The destination must begin with rtmp://, rtmps://, srt:// or, for WHIP, https:// or http://"),
    INVALID_URL_FORMAT(
            "The destination is no whole address, such as rtmp://host/app/key, srt://host:port or https://host/whip/key");

    private final String words;

    OutputRefusal(String words) {
        this.words = words;
    }

    /// In a sentence, without its full stop.
    public String words() {
        return words;
    }
}
