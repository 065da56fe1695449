package io.glasscast.glasses.uplink;

import io.glasscast.protocol.dtls.DtlsIdentity;
import java.net.http.HttpClient;

/// Opens an uplink of the kind that the publication's address asks for.
///
/// @param http     for WHIP
/// @param identity for WHIP: our certificate
public record Uplinks(Surroundings surroundings, HttpClient http, DtlsIdentity identity) implements Uplink.Opener {
    @Override
    public Uplink open(Publication publication, Uplink.Listener listener) {
        var transport = Transport.of(publication.url());
        if (transport.isEmpty()) {
            listener.failed("Unknown stream URL protocol");
            return new Nowhere();
        }
        return switch (transport.get()) {
            case WHIP -> WhipUplink.open(publication, listener, surroundings, http, identity);
            case SRT -> SrtUplink.open(publication, listener, surroundings);
            case RTMP -> RtmpUplink.open(publication, listener, surroundings);
        };
    }
}
