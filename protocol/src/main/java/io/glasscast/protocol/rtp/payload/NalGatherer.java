package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// Gathers one access unit's NAL units, whole ones and fragments, and puts parameter sets in front of keyframes that
/// came without.
final class NalGatherer {
    private final NalSyntax syntax;
    private final ParameterSets sets = new ParameterSets();
    private final List<Bytes> units = new ArrayList<>();
    private final Pieces fragments = new Pieces();
    private int length;
    private boolean picture;
    private boolean keyframe;
    private boolean doubtful;

    /// Parameter set types in this unit, one bit each; and in the last keyframe as it was sent.
    private long present;

    private long habit;

    NalGatherer(NalSyntax syntax) {
        this.syntax = syntax;
    }

    void begin(boolean afterLoss) {
        units.clear();
        fragments.clear();
        length = 0;
        picture = false;
        keyframe = false;
        present = 0;
        doubtful = afterLoss;
    }

    boolean hasPicture() {
        return picture || inFragment();
    }

    boolean inFragment() {
        return !fragments.isEmpty();
    }

    /// Takes a whole NAL unit. Some senders leave start codes inside, sometimes with several NAL units between them;
    /// emulation prevention makes sure that a start code is never anything else, so they are taken apart here.
    String add(Bytes nal) {
        if (NalUnits.startCode(nal, 0) == nal.length()) return addOne(withoutTrailingZeros(nal));
        return switch (NalUnits.splitAnnexB(nal)) {
            case Parsed.Ok<List<Bytes>>(var parts) -> {
                for (var part : parts) {
                    String why = addOne(part);
                    if (!why.equals(PayloadFormat.FINE)) yield why;
                }
                yield PayloadFormat.FINE;
            }
            case Parsed.Malformed<List<Bytes>>(var why) -> why;
        };
    }

    /// No NAL unit ends in a zero (H.264 §7.4.1): some senders count the next start code's first byte in.
    private static Bytes withoutTrailingZeros(Bytes nal) {
        int length = nal.length();
        while (length > 0 && nal.u8(length - 1) == 0) length--;
        return length == nal.length() ? nal : nal.slice(0, length);
    }

    /// Takes a fragment, the first one behind the NAL unit header that it was cut from.
    String addFragment(Bytes fragment) {
        return fragments.add(fragment) && fragments.length() <= Pieces.MAX_BYTES - length
                ? PayloadFormat.FINE
                : "unit-long";
    }

    /// Ends the NAL unit that came in fragments.
    String endFragments() {
        Bytes nal = fragments.join();
        fragments.clear();
        return add(nal);
    }

    private String addOne(Bytes nal) {
        switch (syntax.role(nal)) {
            case DISPENSABLE -> {
                return PayloadFormat.FINE;
            }
            case SLICE -> picture = true;
            case KEY_SLICE -> {
                picture = true;
                keyframe = true;
            }
            case PARAMETER_SET -> {
                int id = syntax.parameterSetId(nal);
                if (id < 0) return "parameter-set";
                if (!sets.remember(syntax.type(nal), id, nal)) return "parameter-set-long";
                // Behind a slice it would begin another access unit (H.264 §7.4.1.2.3), and some senders repeat their
                // sets in front of every slice of a keyframe.
                if (picture) return PayloadFormat.FINE;
                present |= 1L << syntax.type(nal);
            }
            case OTHER -> {}
        }
        if (units.size() == NalUnits.MAX_COUNT) return "nal-count";
        if (nal.length() > Pieces.MAX_BYTES - length) return "unit-long";
        units.add(nal);
        length += nal.length();
        return PayloadFormat.FINE;
    }

    Parsed<AccessUnit> finish(long timestamp) {
        if (inFragment()) return Parsed.malformed("fragment-unfinished");
        if (!keyframe) return Parsed.ok(new AccessUnit(timestamp, false, NalUnits.join(units)));
        // Where every keyframe brings its sets, one that has none after a loss has lost them, and they may be new.
        if (doubtful && (habit & ~present) != 0) return Parsed.malformed(Depacketizer.INCOMPLETE);
        habit = present;
        var whole = new ArrayList<Bytes>();
        for (int type : syntax.parameterSetTypes()) {
            if ((present >>> type & 1) == 1) continue;
            var remembered = sets.ofType(type);
            if (remembered.isEmpty()) return Parsed.malformed(syntax.noParameterSets());
            whole.addAll(remembered);
        }
        whole.addAll(units);
        return Parsed.ok(new AccessUnit(timestamp, true, NalUnits.join(whole)));
    }
}
