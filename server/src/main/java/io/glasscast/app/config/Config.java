package io.glasscast.app.config;

import io.glasscast.api.http.MetricsPage;
import io.glasscast.contract.Dialect;
import io.glasscast.control.Ingest;
import io.glasscast.kernel.Network;
import io.glasscast.store.StoreKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Everything an operator can decide.
///
/// @param data  the folder of the database and the admin token
/// @param files that it was read from; they may hold secrets
public record Config(
        Path data,
        Store store,
        Doors doors,
        Public at,
        Optional<Tls> tls,
        Apps apps,
        Glasses glasses,
        Streams streams,
        Srt srt,
        Rtmp rtmp,
        Outputs outputs,
        Outbound outbound,
        Transcoding transcoding,
        Limits limits,
        Metrics metrics,
        Logs logs,
        List<Path> files) {

    /// @param key seals what holds secrets in the database that must be read again
    public record Store(Optional<StoreKey> key) {}

    /// @param bind   the local address of every door
    /// @param webrtc UDP, and ICE-TCP on the same number
    /// @param srt    UDP
    /// @param rtmps  RTMP behind TLS: with the certificate of `tls`, or one signed by itself
    public record Doors(
            String bind, DoorSetting http, DoorSetting webrtc, DoorSetting srt, DoorSetting rtmp, DoorSetting rtmps) {}

    /// How the world reaches this server.
    ///
    /// @param url   what links begin with, without a trailing slash; empty: the address of the HTTP door
    /// @param hosts names or addresses to offer as ICE candidates beside the ones this machine knows itself
    public record Public(Optional<URI> url, List<String> hosts) {}

    /// @param certificate PEM chain
    /// @param key         PEM
    public record Tls(Path certificate, Path key) {}

    /// @param dialOut whether an app with a valid key may begin a session of any user by dialling in, unasked
    public record Apps(boolean dialOut) {}

    /// @param tokenLife how long new tokens of glasses are good; empty: for ever
    public record Glasses(Optional<Duration> tokenLife) {}

    /// @param grace     how long a stream whose publisher has gone keeps its viewers
    /// @param unwatched how long nobody may watch before a WebRTC publisher is asked for less; empty: for ever
    /// @param ingest    how managed streams come in; empty: as suits each
    /// @param named     streams open at once that publishers opened by naming them
    /// @param dialect   the names by which glasses are told to stream
    public record Streams(
            Duration grace, Optional<Duration> unwatched, Optional<Ingest> ingest, int named, Dialect dialect) {}

    /// @param passphrase who publishes or plays by SRT must know it; empty: SRT is not encrypted
    public record Srt(Optional<String> passphrase) {}

    /// @param gather how long a picture may wait for others where many play, so that they leave together
    public record Rtmp(Duration gather) {}

    /// @param trust a PEM file of certificates that destinations may have, beside those that everybody trusts
    public record Outputs(Optional<Path> trust) {}

    /// @param allow networks beside the internet that destinations and webhooks may be in
    public record Outbound(List<Network> allow) {}

    /// @param pictures streams whose pictures may be made anew at once, for viewers who cannot use them as they are
    public record Transcoding(int pictures) {}

    /// @param streams               open at once
    /// @param viewersPerStream      watching one stream at once
    /// @param requestsPerSecond     of one address, for requests that change something, in the long run
    /// @param connectionsPerAddress of one address, by HTTP, and as many by RTMP, at once
    public record Limits(int streams, int viewersPerStream, int requestsPerSecond, int connectionsPerAddress) {}

    /// @param access who may read them
    public record Metrics(MetricsPage.Access access) {}

    public record Logs(Format format, Level level) {
        public enum Format {
            TEXT,
            JSON
        }

        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }
    }
}
