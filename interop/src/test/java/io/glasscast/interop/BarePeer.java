package io.glasscast.interop;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.ClientOffer;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.sdp.SentTrack;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceControllingAgent;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.stun.StunIntegrity;
import io.glasscast.protocol.stun.StunWriter;
import io.glasscast.protocol.webrtc.FrameCutter;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A WebRTC client of our own machines on a socket of its own, whose datagrams a test may keep and send again, by
/// that socket or another. It sends pictures that nobody can decode and everybody can tell apart by their numbers.
final class BarePeer implements AutoCloseable {
    private static final Bytes SPS = Bytes.hex("0000000a 6742c01ed900a047fec8");
    private static final Bytes PPS = Bytes.hex("00000005 68cb83cb20");
    private static final long PICTURE_NANOS = 40_000_000;
    /// A keyframe every so many pictures.
    private static final int GROUP = 25;

    private static final int PICTURE_BYTES = 3_000;
    private static final int NOT_LIVE = 409;
    private static final int VIDEO = Codec.Kind.VIDEO.ordinal();
    /// Datagrams that are kept of what was sent.
    private static final int KEPT = 2_000;

    private static final DtlsIdentity IDENTITY =
            DtlsIdentity.generate(Chance.seeded(3), Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(30));

    private final Chance chance = Chance.secure();
    private final Section.Flow flow;
    private final DatagramChannel channel;
    private final Selector selector;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final FrameCutter cutter = new FrameCutter(Codec.H264);
    private final IceCredentials own = IceCredentials.random(chance);
    private final IceCredentials theirs;
    private final Peer peer;
    private final Thread thread;
    private final List<Bytes> sent = new ArrayList<>();
    private final List<Integer> seen = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private InetSocketAddress server = new InetSocketAddress(0);
    private long nextPictureNanos;
    private int number;
    private boolean connected;
    private volatile boolean over;

    private BarePeer(URI url, Section.Flow flow) throws IOException, InterruptedException {
        this.flow = flow;
        channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        var terms = new LocalTerms(
                own.ufrag(),
                own.password(),
                IDENTITY.fingerprint().write(),
                false,
                List.of(),
                chance.nextLong() >>> 2,
                "bare");
        var offer = flow == Section.Flow.SEND
                ? ClientOffer.toPublish(terms, List.of(new SentTrack(Codec.H264, "42e01f", 0x1000, 0x2000)))
                : ClientOffer.toView(terms, List.of(Codec.H264));
        var agreed = (Negotiation.Negotiated)
                offer.read(post(url, flow == Section.Flow.SEND ? offer.sdp() : withoutArrivals(offer.sdp())))
                        .orThrow();
        var remote = agreed.transport();
        theirs = new IceCredentials(remote.ufrag(), remote.password());
        var fingerprints = remote.fingerprints().stream()
                .map(line -> Fingerprint.parse(line).orThrow())
                .toList();
        var sections = agreed.media().stream()
                .map(media -> new Section(media.kind().ordinal(), flow, media))
                .toList();
        long now = System.nanoTime();
        peer = new Peer(
                new IceControllingAgent(own, theirs, chance, now),
                new DtlsPeer(
                        Role.CLIENT, IDENTITY, fingerprints, List.of(SrtpProfile.AEAD_AES_128_GCM.id()), chance, now),
                Role.CLIENT,
                sections,
                "bare",
                0,
                chance);
        tasks.add(() -> take(new Peer.Input.RemoteCandidates(udp(remote.candidates()))));
        thread = Thread.ofPlatform().daemon().name("bare-peer").start(this::live);
    }

    static BarePeer publisher(URI whip) throws IOException, InterruptedException {
        return new BarePeer(whip, Section.Flow.SEND);
    }

    static BarePeer viewer(URI whep) throws IOException, InterruptedException {
        return new BarePeer(whep, Section.Flow.RECEIVE);
    }

    /// Whoever does not say when packets arrive is sent all of them, however busy the machine is.
    private static String withoutArrivals(String sdp) {
        return sdp.lines()
                .filter(line -> !line.contains("transport-cc") && !line.contains("transport-wide-cc"))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String post(URI url, String sdp) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/sdp")
                .POST(BodyPublishers.ofString(sdp))
                .build();
        long until = System.nanoTime() + Stage.PATIENCE.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, BodyHandlers.ofString());
            while (answer.statusCode() == NOT_LIVE && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(50); // who comes before the first picture is told to ask again
                answer = http.send(request, BodyHandlers.ofString());
            }
            if (answer.statusCode() != 201) throw new AssertionError(answer.statusCode() + ": " + answer.body());
            return answer.body();
        }
    }

    private static List<TransportAddress> udp(List<String> candidates) {
        var addresses = new ArrayList<TransportAddress>();
        for (var line : candidates)
            if (Candidate.parse(line) instanceof Parsed.Ok<Candidate>(var candidate))
                candidate
                        .transportAddress()
                        .filter(address -> address.transport() == TransportAddress.Transport.UDP)
                        .ifPresent(addresses::add);
        return addresses;
    }

    /// A check of this peer's own session, with its right password. Whoever holds it can send it from anywhere.
    Bytes check() {
        return StunWriter.request(Bytes.of(chance.bytes(12)))
                .username(theirs.ufrag() + ":" + own.ufrag())
                .priority(1)
                .iceControlling(1)
                .useCandidate()
                .integrity(StunIntegrity.SHA1, theirs.password())
                .fingerprint()
                .wire();
    }

    /// Sends that from this peer's address, as whoever can write that address on a datagram would.
    void smuggle(Bytes datagram) {
        tasks.add(() -> write(server, datagram));
        selector.wakeup();
    }

    /// Where the server is, once there is a path.
    synchronized InetSocketAddress server() {
        return server;
    }

    /// What this peer has sent and is like that, the newest last.
    synchronized List<Bytes> sent(Predicate<Bytes> like) {
        return sent.stream().filter(like).toList();
    }

    /// The number of the picture that was sent last, or is seen last.
    synchronized int newest() {
        return flow == Section.Flow.SEND ? number - 1 : seen.isEmpty() ? -1 : seen.getLast();
    }

    /// The numbers of all pictures that were seen, in the order in which they came.
    synchronized List<Integer> seen() {
        return List.copyOf(seen);
    }

    /// Why it is over, if it is.
    synchronized List<String> ended() {
        return List.copyOf(ended);
    }

    /// Waits until this, which is asked whenever something has happened.
    synchronized void await(String what, Predicate<BarePeer> done) throws InterruptedException {
        long until = System.nanoTime() + Stage.PATIENCE.toNanos();
        while (!done.test(this)) {
            if (!ended.isEmpty()) throw new AssertionError("over before " + what + ": " + ended);
            long left = until - System.nanoTime();
            if (left <= 0) throw new AssertionError("in vain for " + what + "; the newest picture is " + newest());
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void live() {
        var buffer = ByteBuffer.allocate(2_048);
        try {
            while (!over) {
                for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
                for (var from = channel.receive(buffer.clear()); from != null; from = channel.receive(buffer.clear())) {
                    var bytes = new byte[buffer.flip().remaining()];
                    buffer.get(bytes);
                    take(new Peer.Input.Datagram(TransportAddress.udp((InetSocketAddress) from), Bytes.of(bytes)));
                }
                long now = System.nanoTime();
                if (peer.deadlineNanos() <= now) peer.elapse(now, this::said);
                if (connected && flow == Section.Flow.SEND && nextPictureNanos <= now) film(now);
                long due = peer.deadlineNanos();
                if (connected && flow == Section.Flow.SEND) due = Math.min(due, nextPictureNanos);
                long wait = due == Long.MAX_VALUE ? 1_000 : (due - System.nanoTime() + 999_999) / 1_000_000;
                if (wait > 0) selector.select(wait);
                else selector.selectNow();
                selector.selectedKeys().clear();
            }
            peer.close(System.nanoTime(), this::said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void take(Peer.Input input) {
        peer.handle(input, System.nanoTime(), this::said);
        notifyAll();
    }

    private synchronized void film(long now) {
        nextPictureNanos = nextPictureNanos == 0 ? now + PICTURE_NANOS : nextPictureNanos + PICTURE_NANOS;
        boolean keyframe = number % GROUP == 0;
        var unit = new ByteWriter();
        if (keyframe) unit.bytes(SPS).bytes(PPS);
        unit.u32(PICTURE_BYTES).u8(keyframe ? 0x65 : 0x41).u8(0x88);
        for (int i = 2; i < PICTURE_BYTES - 4; i++) unit.u8(0x55);
        // Seven bits a byte, so that none is zero.
        for (int shift = 21; shift >= 0; shift -= 7) unit.u8(0x80 | number >>> shift & 0x7F);
        number++;
        peer.send(VIDEO, cutter.cut(new Frame(0, now, keyframe, unit.toBytes())), now, this::said);
        notifyAll();
    }

    private static int number(Frame picture) {
        int number = 0;
        for (int i = picture.payload().length() - 4; i < picture.payload().length(); i++)
            number = number << 7 | picture.payload().u8(i) & 0x7F;
        return number;
    }

    private synchronized void said(Peer.Output output) {
        switch (output) {
            case Peer.Output.Send(var to, var datagram) -> leave(to.socket(), datagram);
            case Peer.Output.Burst(var to, var datagrams, var size) -> {
                for (int at = 0; at < datagrams.length(); at += size)
                    leave(
                            to.socket(),
                            Bytes.of(datagrams
                                    .slice(at, Math.min(size, datagrams.length() - at))
                                    .toArray()));
            }
            case Peer.Output.Connected() -> {
                connected = true;
                server = peer.remote().orElseThrow().socket();
            }
            case Peer.Output.Received(var frame) -> {
                if (frame.track() == VIDEO) seen.add(number(frame));
            }
            case Peer.Output.NeedsKeyframe(int track) -> peer.requestKeyframe(track, this::said);
            case Peer.Output.Closed(var why) -> ended.add(why);
            case Peer.Output.Claimed _,
                    Peer.Output.Asked _,
                    Peer.Output.Proved _,
                    Peer.Output.Captured _,
                    Peer.Output.KeyframeWanted _,
                    Peer.Output.Feedback _,
                    Peer.Output.Discarded _ -> {}
        }
    }

    private void leave(InetSocketAddress to, Bytes datagram) {
        if (sent.size() < KEPT) sent.add(Bytes.of(datagram.toArray()));
        write(to, datagram);
    }

    private void write(InetSocketAddress to, Bytes datagram) {
        try {
            channel.send(ByteBuffer.wrap(datagram.toArray()), to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it with a good-bye.
    @Override
    public void close() throws IOException, InterruptedException {
        over = true;
        selector.wakeup();
        thread.join();
        channel.close();
        selector.close();
    }
}
