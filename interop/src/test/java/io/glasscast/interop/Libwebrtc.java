package io.glasscast.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.AudioOptions;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Google's implementation, inside this process: publishes and views by WHIP and WHEP.
final class Libwebrtc implements AutoCloseable {
    private static final int FRAMES_A_SECOND = 30;

    private final HttpClient http = HttpClient.newHttpClient();
    private final PeerConnectionFactory factory;
    private final List<Peer> peers = new ArrayList<>();
    private final UnaryOperator<String> reading;

    Libwebrtc() {
        this(UnaryOperator.identity());
    }

    /// @param reading what it takes a server's answer for
    Libwebrtc(UnaryOperator<String> reading) {
        this.reading = reading;
        // There is no sound card here, and without a device of some kind it aborts the process.
        factory = new PeerConnectionFactory(new AudioDeviceModule(AudioLayer.kDummyAudio));
    }

    /// Sends a picture with the time in it until closed.
    Peer publish(URI whip, int width, int height) throws Exception {
        var source = new CustomVideoSource();
        var camera = Executors.newSingleThreadScheduledExecutor();
        var peer = new Peer(_ -> {}, camera::shutdownNow);
        peer.add(factory.createVideoTrack("camera", source), RTCRtpTransceiverDirection.SEND_ONLY);
        peer.add(
                factory.createAudioTrack("microphone", factory.createAudioSource(new AudioOptions())),
                RTCRtpTransceiverDirection.SEND_ONLY);
        peer.negotiate(whip);
        var _ = camera.scheduleAtFixedRate(
                () -> {
                    var frame = new VideoFrame(Picture.now(width, height), System.nanoTime());
                    source.pushFrame(frame);
                    frame.release();
                },
                0,
                1_000_000 / FRAMES_A_SECOND,
                TimeUnit.MICROSECONDS);
        return peer;
    }

    /// Shows `onFrame` every decoded frame, on a thread of the library.
    Peer view(URI whep, Consumer<VideoFrame> onFrame) throws Exception {
        var peer = new Peer(onFrame::accept, () -> {});
        // It can only make transceivers around a track, so these two are never filled.
        peer.add(factory.createVideoTrack("none-v", new CustomVideoSource()), RTCRtpTransceiverDirection.RECV_ONLY);
        peer.add(
                factory.createAudioTrack("none-a", factory.createAudioSource(new AudioOptions())),
                RTCRtpTransceiverDirection.RECV_ONLY);
        peer.negotiate(whep);
        return peer;
    }

    /// Opens a WHIP server on loopback, which shows `onFrame` every decoded frame.
    ///
    /// @param token without which it answers 401
    WhipServer serve(String token, Consumer<VideoFrame> onFrame) throws Exception {
        return new WhipServer(token, onFrame);
    }

    @Override
    public void close() {
        for (var peer : List.copyOf(peers)) peer.close();
        http.shutdownNow();
    }

    /// The receiving end behind a few lines of HTTP; one publication at a time.
    final class WhipServer implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final CompletableFuture<Peer> taken = new CompletableFuture<>();
        private final CompletableFuture<Boolean> deleted = new CompletableFuture<>();
        private final String token;
        private final Consumer<VideoFrame> onFrame;

        private WhipServer(String token, Consumer<VideoFrame> onFrame) throws Exception {
            this.token = token;
            this.onFrame = onFrame;
            server.createContext("/", this::handle);
            server.start();
        }

        /// @param user what stands before the host
        String url(String user) {
            return "http://" + user + "@127.0.0.1:" + server.getAddress().getPort() + "/whip/stream";
        }

        /// Once somebody publishes.
        CompletableFuture<Peer> taken() {
            return taken;
        }

        /// Once the publication was deleted.
        CompletableFuture<Boolean> deleted() {
            return deleted;
        }

        private void handle(HttpExchange exchange) throws IOException {
            try (exchange) {
                if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    exchange.sendResponseHeaders(401, -1);
                } else if (exchange.getRequestMethod().equals("DELETE")) {
                    exchange.sendResponseHeaders(200, -1);
                    deleted.complete(exchange.getRequestURI().getPath().equals("/session/1"));
                } else {
                    var peer = new Peer(onFrame::accept, () -> {});
                    var answer =
                            peer.answer(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    exchange.getResponseHeaders().set("Location", "../session/1");
                    exchange.getResponseHeaders().set("Content-Type", "application/sdp");
                    var bytes = answer.getBytes(UTF_8);
                    exchange.sendResponseHeaders(201, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    taken.complete(peer);
                }
            } catch (Exception e) {
                taken.completeExceptionally(e);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    final class Peer implements PeerConnectionObserver, AutoCloseable {
        private final VideoTrackSink sink;
        private final Runnable atEnd;
        private final RTCPeerConnection connection;
        private final CompletableFuture<Boolean> gathered = new CompletableFuture<>();
        private final CompletableFuture<RTCPeerConnectionState> decided = new CompletableFuture<>();
        private final List<RTCPeerConnectionState> states = java.util.Collections.synchronizedList(new ArrayList<>());
        private URI session = URI.create("");

        private Peer(VideoTrackSink sink, Runnable atEnd) {
            this.sink = sink;
            this.atEnd = atEnd;
            connection = factory.createPeerConnection(new RTCConfiguration(), this);
            peers.add(this);
        }

        private void add(MediaStreamTrack track, RTCRtpTransceiverDirection direction) {
            var terms = new RTCRtpTransceiverInit();
            terms.direction = direction;
            terms.streamIds = List.of("glasses");
            connection.addTransceiver(track, terms);
        }

        private void negotiate(URI endpoint) throws Exception {
            var offered = new Described();
            connection.createOffer(new RTCOfferOptions(), offered);
            var set = new Set();
            connection.setLocalDescription(Stage.await(offered.done), set);
            Stage.await(set.done);
            Stage.await(gathered);
            var request = HttpRequest.newBuilder(endpoint)
                    .header("Content-Type", "application/sdp")
                    .POST(BodyPublishers.ofString(connection.getLocalDescription().sdp))
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 201) throw new AssertionError(answer.statusCode() + " " + answer.body());
            session = endpoint.resolve(answer.headers().firstValue("Location").orElseThrow());
            var answered = new Set();
            connection.setRemoteDescription(
                    new RTCSessionDescription(RTCSdpType.ANSWER, reading.apply(answer.body())), answered);
            Stage.await(answered.done);
            var state = Stage.await(decided);
            if (state != RTCPeerConnectionState.CONNECTED) throw new AssertionError("the peer is " + state);
        }

        /// What it answers to an offer, with all candidates inside.
        private String answer(String offer) throws Exception {
            var set = new Set();
            connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.OFFER, offer), set);
            Stage.await(set.done);
            var described = new Described();
            connection.createAnswer(new RTCAnswerOptions(), described);
            var local = new Set();
            connection.setLocalDescription(Stage.await(described.done), local);
            Stage.await(local.done);
            Stage.await(gathered);
            return connection.getLocalDescription().sdp;
        }

        /// Every state it has been in.
        List<RTCPeerConnectionState> states() {
            return List.copyOf(states);
        }

        /// Statistics of one type.
        ///
        /// @param kind `video` or `audio`
        Map<String, Object> statistics(RTCStatsType type, String kind) throws Exception {
            var report = new CompletableFuture<RTCStatsReport>();
            connection.getStats(report::complete);
            return Stage.await(report).getStats().values().stream()
                    .filter(one -> one.getType() == type)
                    .map(RTCStats::getAttributes)
                    .filter(attributes -> kind.equals(attributes.get("kind")))
                    .findFirst()
                    .orElseThrow();
        }

        /// Leaves as a good client does.
        @Override
        public void close() {
            peers.remove(this);
            atEnd.run();
            if (session.isAbsolute()) {
                var goodbye = HttpRequest.newBuilder(session).DELETE().build();
                var _ = http.sendAsync(goodbye, BodyHandlers.discarding())
                        .handle((_, _) -> true)
                        .join();
            }
            connection.close();
        }

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {}

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (state == RTCIceGatheringState.COMPLETE) gathered.complete(true);
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            states.add(state);
            if (state == RTCPeerConnectionState.CONNECTED || state == RTCPeerConnectionState.FAILED)
                decided.complete(state);
        }

        @Override
        public void onTrack(RTCRtpTransceiver transceiver) {
            if (transceiver.getReceiver().getTrack() instanceof VideoTrack video) video.addSink(sink);
        }
    }

    private static final class Described implements CreateSessionDescriptionObserver {
        private final CompletableFuture<RTCSessionDescription> done = new CompletableFuture<>();

        @Override
        public void onSuccess(RTCSessionDescription description) {
            done.complete(description);
        }

        @Override
        public void onFailure(String why) {
            done.completeExceptionally(new AssertionError(why));
        }
    }

    private static final class Set implements SetSessionDescriptionObserver {
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();

        @Override
        public void onSuccess() {
            done.complete(true);
        }

        @Override
        public void onFailure(String why) {
            done.completeExceptionally(new AssertionError(why));
        }
    }
}
