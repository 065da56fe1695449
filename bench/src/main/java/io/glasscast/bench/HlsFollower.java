package io.glasscast.bench;

import java.util.ArrayDeque;
import java.util.Queue;

/// Follows one rendition at the live edge, as a player does: asks for the playlist that will have the next
/// part, which waits until there is one, fetches what is new, and asks again. Lives on the gallery's thread.
final class HlsFollower implements HttpLine.Owner {
    /// Who looks into parts.
    @FunctionalInterface
    interface Viewer {
        void part(byte[] bytes);
    }

    /// What has come by some moment.
    record Count(long parts, long playlists, long bytes, long refused) {
        static final Count NOTHING = new Count(0, 0, 0, 0);

        Count plus(Count other) {
            return new Count(
                    parts + other.parts, playlists + other.playlists, bytes + other.bytes, refused + other.refused);
        }

        Count minus(Count earlier) {
            return plus(new Count(-earlier.parts, -earlier.playlists, -earlier.bytes, -earlier.refused));
        }
    }

    private final String playlist;
    private final boolean looks;
    private final Viewer viewer;
    private final Queue<LiveEdge.Part> wanted = new ArrayDeque<>();
    private LiveEdge.Part last = LiveEdge.Part.NONE;
    private boolean fetching;
    private Count count = Count.NOTHING;
    private String trouble = "";

    /// @param playlist its path
    /// @param looks    whether the viewer wants to see parts; else they are only counted
    HlsFollower(String playlist, boolean looks, Viewer viewer) {
        this.playlist = playlist;
        this.looks = looks;
        this.viewer = viewer;
    }

    void begin(HttpLine line) {
        line.get(playlist, true);
    }

    Count count() {
        return count;
    }

    /// Why nothing comes any more; "" while something does.
    String trouble() {
        return trouble;
    }

    @Override
    public void answered(HttpLine line, int status, byte[] body, long length) {
        boolean good = status == 200;
        count = count.plus(new Count(good && fetching ? 1 : 0, good && !fetching ? 1 : 0, length, good ? 0 : 1));
        if (good && fetching && looks) viewer.part(body);
        if (good && !fetching) news(body);
        if (!good && !fetching) {
            trouble = "HTTP " + status + " for a playlist";
            return;
        }
        go(line);
    }

    private void news(byte[] body) {
        var parts = LiveEdge.after(last, body);
        if (parts.isEmpty()) return;
        // Whoever has only come begins with the newest.
        if (last.equals(LiveEdge.Part.NONE)) wanted.add(parts.getLast());
        else wanted.addAll(parts);
        last = parts.getLast();
    }

    private void go(HttpLine line) {
        var part = wanted.poll();
        fetching = part != null;
        if (part != null) line.get(playlist.substring(0, playlist.lastIndexOf('/') + 1) + part.uri(), looks);
        else if (last.equals(LiveEdge.Part.NONE)) line.get(playlist, true);
        else line.get(playlist + "?_HLS_msn=" + last.msn() + "&_HLS_part=" + (last.index() + 1), true);
    }

    @Override
    public void broken(String why) {
        trouble = why;
    }
}
