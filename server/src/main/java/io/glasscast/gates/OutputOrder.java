package io.glasscast.gates;

/// Where a stream is to go.
///
/// @param outputId unique among all streams
/// @param url      with the destination's key: a secret
public record OutputOrder(String outputId, String url) {
    /// Without the secret.
    @Override
    public String toString() {
        return "OutputOrder[" + outputId + "]";
    }
}
