package io.glasscast.sdk;

import io.glasscast.contract.StreamInfo;
import java.util.Optional;

/**
 * What runs for the wearer, whoever started it.
 *
 * @param streamInfo the stream: managed with its addresses, or unmanaged with where it goes
 */
public record ExistingStream(Optional<StreamInfo> streamInfo) {
    /** {@return whether anything runs} */
    public boolean hasActiveStream() {
        return streamInfo.isPresent();
    }
}
