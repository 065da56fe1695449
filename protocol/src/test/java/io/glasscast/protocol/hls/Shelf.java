package io.glasscast.protocol.hls;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.fmp4.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Where a client gets a stream's files from: a window, or whoever serves one.
public interface Shelf {
    /// The playlist of that name as it is now.
    ///
    /// @param delta whether what the client has may be left out
    String playlist(String name, boolean delta);

    /// The media playlist of that name as it is now, read.
    Listed listed(String name);

    /// What a playlist's name stands for, a fragment at a time; empty when there is no such thing now.
    Optional<List<Bytes>> media(String uri);

    /// A window, as it is.
    static Shelf of(Window window) {
        var read = new HashMap<String, Listed>();
        return new Shelf() {
            @Override
            public Listed listed(String name) {
                return read.computeIfAbsent(name, _ -> Listed.read(playlist(name, false)));
            }

            @Override
            public String playlist(String name, boolean delta) {
                return switch (PlaybackFile.parse(name).orThrow()) {
                    case PlaybackFile.Multivariant() -> MultivariantPlaylist.of(window, "");
                    case PlaybackFile.Media(var kind) ->
                        MediaPlaylist.of(window, window.rendition(kind).orElseThrow(), delta);
                    default -> throw new AssertionError(name);
                };
            }

            @Override
            public Optional<List<Bytes>> media(String uri) {
                return switch (PlaybackFile.parse(uri).orThrow()) {
                    case PlaybackFile.Init(var kind, var id) ->
                        window.rendition(kind)
                                .flatMap(rendition -> rendition.init(id))
                                .map(init -> List.of(init.bytes()));
                    case PlaybackFile.Whole(var kind, var msn) ->
                        window.rendition(kind)
                                .flatMap(rendition -> rendition.segment(msn))
                                .filter(segment -> segment.complete() && !segment.gap())
                                .map(segment -> segment.content());
                    case PlaybackFile.Piece(var kind, var msn, var part) ->
                        window.rendition(kind)
                                .flatMap(rendition -> rendition.segment(msn))
                                .filter(segment -> part < segment.parts().size())
                                .map(segment ->
                                        List.of(segment.parts().get(part).bytes()));
                    default -> throw new AssertionError(uri);
                };
            }
        };
    }
}
