package io.glasscast.gates;

import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Body;
import io.glasscast.gates.PlaybackDoor.Refusal;
import io.glasscast.gates.PlaybackDoor.Request;
import io.glasscast.hub.Attendance;
import io.glasscast.hub.Door;
import io.glasscast.hub.Hub;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.fmp4.Packager;
import io.glasscast.protocol.fmp4.PackagingTerms;
import io.glasscast.protocol.fmp4.Window;
import io.glasscast.protocol.hls.PlaybackFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What HLS and DASH players fetch. A stream is packaged from the first request for it until a minute after the last,
/// or until it is over for good, once for all who watch, however many they are.
///
/// Belongs to the media thread; a [PlaybackDoor] is the way in from others.
public final class PackagingGate implements Gate {
    private static final long SECOND = 1_000_000_000L;

    private final Hub hub;
    private final PackagingTerms terms;
    private final long unixNanosAtZero;
    private final Supplier<Function<Window, String>> manifests;
    private final Map<Stream, Packaging> packagings = new HashMap<>();
    private final Agenda<Packaging> agenda = new Agenda<>(Packaging::deadlineNanos);

    /// @param unixNanosAtZero the wall clock's time, since 1970, when the machines' clock stood at 0
    /// @param manifests       a writer of DASH manifests for each stream, which is shown its windows in order
    public PackagingGate(
            Hub hub, PackagingTerms terms, long unixNanosAtZero, Supplier<Function<Window, String>> manifests) {
        this.hub = hub;
        this.terms = terms;
        this.unixNanosAtZero = unixNanosAtZero;
        this.manifests = manifests;
    }

    /// See [PlaybackDoor#playback].
    ///
    /// @param answer called once, now or later
    public void playback(Request request, Body body, long nowNanos, Consumer<Answer> answer) {
        if (!(PlaybackFile.parse(request.file()) instanceof Parsed.Ok<PlaybackFile>(var file))) {
            answer.accept(new Answer.Refused(Refusal.NOT_FOUND, "There is no such file."));
            return;
        }
        var pass = hub.admit(request.playbackId(), Door.HLS);
        if (pass.isEmpty()) {
            answer.accept(new Answer.Refused(Refusal.NOT_FOUND, "There is no such stream."));
            return;
        }
        var stream = pass.get().stream();
        var packaging = packagings.get(stream);
        if (packaging == null || (packaging.ended() && stream.live())) {
            if (!stream.live()) {
                answer.accept(new Answer.Refused(Refusal.NOT_LIVE, "The stream is not live."));
                return;
            }
            if (packaging != null) forget(packaging, nowNanos);
            packaging = new Packaging(
                    stream,
                    new Packager(terms, unixNanosAtZero, stream::unixNanosAt, firstMsn(nowNanos)),
                    manifests.get(),
                    agenda::note);
            packagings.put(stream, packaging);
            if (!packaging.start(nowNanos)) {
                packagings.remove(stream);
                answer.accept(new Answer.Refused(Refusal.TOO_MANY, "The stream has as many viewers as it may have."));
                return;
            }
        }
        packaging.ask(pass.get(), file, request.query(), body, nowNanos, answer);
        agenda.note(packaging);
    }

    /// Segments are numbered on from the seconds since 1970, and come less often than seconds: so a stream that is
    /// packaged again, even by another run of the server, never gives a name twice that caches remember.
    private long firstMsn(long nowNanos) {
        return (unixNanosAtZero + nowNanos) / SECOND;
    }

    /// Who has asked for something of a stream of late. Those who came by one pass cannot be told apart.
    public List<Attendance> attendance(Stream stream, long nowNanos) {
        var packaging = packagings.get(stream);
        return packaging == null ? List.of() : packaging.attendance(nowNanos);
    }

    /// Streams that are being packaged.
    public int streams() {
        return packagings.size();
    }

    /// Requests that wait for something to be there.
    public int waiting() {
        return packagings.values().stream().mapToInt(Packaging::waiting).sum();
    }

    /// Bytes of media held for players.
    public long bytes() {
        return packagings.values().stream().mapToLong(Packaging::bytes).sum();
    }

    @Override
    public void elapse(long nowNanos) {
        agenda.elapse(nowNanos, packaging -> {
            try {
                packaging.elapse(nowNanos);
            } catch (Throwable e) {
                hub.mishaps().happened("the turn of a stream that is packaged", e);
                packagings.remove(packaging.stream());
                forget(packaging, nowNanos);
            }
        });
        for (var packaging : List.copyOf(packagings.values()))
            if (packaging.idle(nowNanos)) {
                packagings.remove(packaging.stream());
                forget(packaging, nowNanos);
            }
    }

    @Override
    public long deadlineNanos() {
        return agenda.deadlineNanos();
    }

    @Override
    public void closeAll(long nowNanos) {
        for (var packaging : packagings.values()) forget(packaging, nowNanos);
        packagings.clear();
    }

    private void forget(Packaging packaging, long nowNanos) {
        agenda.forget(packaging);
        packaging.stop(nowNanos);
    }
}
