package io.glasscast.protocol.mpegts;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// H.264 and H.265 as a byte stream (Annex B of each): nearly always one access unit a PES packet, which is what makes
/// each come out as soon as it is there.
final class VideoUnits implements Units {
    /// Bytes of parameter sets that are remembered: honest ones have a few hundred.
    private static final int MAX_PARAMETERS = 64 << 10;

    /// What a second access unit of a PES packet is put behind the first before the pace is known.
    private static final long GUESSED_PACE = 33_333_333;
    /// A longer step than this is a gap and no pace.
    private static final long SLOWEST_PACE = 1_000_000_000;

    private final boolean h265;
    /// The newest parameter sets by their type, in the order a decoder wants them.
    private final TreeMap<Integer, List<Bytes>> parameters = new TreeMap<>();

    private boolean begun;
    private boolean timed;
    private long lastDts;
    private long pace = GUESSED_PACE;

    VideoUnits(boolean h265) {
        this.h265 = h265;
    }

    @Override
    public void pes(Times times, Bytes payload, Sink sink) {
        switch (NalUnits.splitAnnexB(payload)) {
            case Parsed.Ok<List<Bytes>>(var nals) -> {
                if (!times.known() && (!timed || startsInside(nals))) {
                    sink.discarded("video-piece");
                    return;
                }
                timed = true;
                var at = times.known() ? times : new Times(lastDts + pace, lastDts + pace);
                if (times.known()) learnPace(times.dtsNanos());
                int from = 0;
                while (from < nals.size()) {
                    int to = accessUnitEnd(nals, from);
                    if (unit(at, nals.subList(from, to), sink))
                        at = new Times(at.ptsNanos() + pace, at.dtsNanos() + pace);
                    from = to;
                }
            }
            case Parsed.Malformed<List<Bytes>>(var why) -> sink.discarded(why);
        }
    }

    /// Whether the first slice is not the first of its picture.
    private boolean startsInside(List<Bytes> nals) {
        for (var nal : nals) if (isSlice(type(nal))) return !startsPicture(nal);
        return false;
    }

    private void learnPace(long dts) {
        long step = dts - lastDts;
        if (step > 0 && step < SLOWEST_PACE) pace = step;
    }

    /// The index behind the access unit that starts at `from` (H.264 §7.4.1.2.3, H.265 §7.4.2.4.4): the next one starts
    /// with whatever comes behind a slice and is none, or with a slice that starts a picture.
    private int accessUnitEnd(List<Bytes> nals, int from) {
        boolean picture = false;
        for (int i = from; i < nals.size(); i++) {
            var nal = nals.get(i);
            int type = type(nal);
            if (isSlice(type)) {
                if (picture && startsPicture(nal)) return i;
                picture = true;
            } else if (picture && startsUnit(type)) {
                return i;
            }
        }
        return nals.size();
    }

    /// @return whether a picture was in it
    private boolean unit(Times times, List<Bytes> nals, Sink sink) {
        boolean picture = false;
        boolean keyframe = false;
        var own = new TreeMap<Integer, List<Bytes>>();
        var kept = new ArrayList<Bytes>(nals.size());
        for (var nal : nals) {
            int type = type(nal);
            picture |= isSlice(type);
            keyframe |= h265 ? H265NalUnit.isRandomAccess(type) : type == H264NalUnit.IDR_SLICE;
            if (isParameters(type))
                own.computeIfAbsent(type, _ -> new ArrayList<>()).add(nal);
            else if (!isDispensable(type)) kept.add(nal);
        }
        remember(own);
        if (!picture) return false;
        lastDts = times.dtsNanos();
        if (keyframe && parameters.size() == (h265 ? 3 : 2)) begun = true;
        // Before the first keyframe whose parameters are known nothing can be decoded.
        if (!begun) return true;
        var all = new ArrayList<Bytes>(kept.size() + 4);
        (keyframe ? parameters : own).values().forEach(all::addAll);
        all.addAll(kept);
        sink.configured(Bytes.EMPTY);
        sink.unit(times.ptsNanos(), times.dtsNanos(), keyframe, NalUnits.join(all));
        return true;
    }

    private void remember(TreeMap<Integer, List<Bytes>> own) {
        own.forEach((type, nals) -> {
            int size = 0;
            var copies = new ArrayList<Bytes>(nals.size());
            for (var nal : nals) {
                size += nal.length();
                copies.add(Bytes.of(nal.toArray()));
            }
            if (size <= MAX_PARAMETERS) parameters.put(type, copies);
        });
    }

    private int type(Bytes nal) {
        return h265 ? H265NalUnit.type(nal) : H264NalUnit.type(nal);
    }

    private boolean isSlice(int type) {
        return h265 ? H265NalUnit.isSlice(type) : H264NalUnit.isSlice(type);
    }

    private boolean startsPicture(Bytes nal) {
        int afterHeader = h265 ? H265NalUnit.HEADER : 1;
        if (nal.length() <= afterHeader) return false;
        int next = nal.u8(afterHeader);
        return h265 ? H265NalUnit.startsPicture(next) : H264NalUnit.startsPicture(next);
    }

    private boolean isParameters(int type) {
        return h265
                ? type >= H265NalUnit.VPS && type <= H265NalUnit.PPS
                : type == H264NalUnit.SPS || type == H264NalUnit.PPS;
    }

    private boolean isDispensable(int type) {
        return h265 ? H265NalUnit.isDispensable(type) : H264NalUnit.isDispensable(type);
    }

    /// Whether this type, behind a slice, belongs to the next access unit.
    private boolean startsUnit(int type) {
        return h265
                ? type >= H265NalUnit.VPS && type <= H265NalUnit.ACCESS_UNIT_DELIMITER || type == H265NalUnit.PREFIX_SEI
                : type >= H264NalUnit.SEI && type <= H264NalUnit.ACCESS_UNIT_DELIMITER;
    }

    @Override
    public void gap() {}
}
