package io.glasscast.interop;

import io.glasscast.drive.OpenPorts;
import java.net.URI;
import java.util.Optional;

/// The server's doors, for clients that are told no addresses by it.
record Doors(String host, OpenPorts ports, Optional<String> passphrase) {
    /// With patience for a busy machine: libsrt has three seconds otherwise.
    String srt(String playbackId) {
        return "srt://" + host + ":" + ports.srt().orElseThrow() + "?streamid=read:" + playbackId
                + "&connect_timeout=20000"
                + passphrase.map(words -> "&passphrase=" + words).orElse("");
    }

    String rtmp(String playbackId) {
        return "rtmp://" + host + ":" + ports.rtmp().orElseThrow() + "/live/" + playbackId;
    }

    /// The same place as `rtmp`, by TLS.
    String rtmps(URI rtmp) {
        return "rtmps://" + host + ":" + ports.rtmps().orElseThrow() + rtmp.getPath();
    }
}
