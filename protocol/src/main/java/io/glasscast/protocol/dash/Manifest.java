package io.glasscast.protocol.dash;

import io.glasscast.media.Codec;
import io.glasscast.protocol.dash.Period.Run;
import io.glasscast.protocol.fmp4.Part;
import io.glasscast.protocol.fmp4.Timescale;
import io.glasscast.protocol.fmp4.Window;
import java.util.Locale;

/// The media presentation description of one stream, low latency included (ISO/IEC 23009-1; DASH-IF IOP v5 part 4).
///
/// Presentation time is the stream's own timeline: `availabilityStartTime` is the wall clock's time at its 0, and a
/// period starts where its media do. Segments have the length that the publisher's keyframes give them, so they are
/// listed one by one, the one in progress included: it can be fetched while it is made
/// (`availabilityTimeComplete="false"`), and comes chunk by chunk.
///
/// One of these serves one stream for as long as it lives.
public final class Manifest {
    public static final String CONTENT_TYPE = "application/dash+xml";

    /// Manifests are asked for this often: a new segment is found within half of its length. dash.js asks once a
    /// second at most.
    private static final long UPDATE_NANOS = 500 * Clockwork.MILLI;

    /// How far behind the camera to play: a second until dash.js hears of a new segment, and as much again for the
    /// network.
    private static final long LATENCY_MILLIS = 2000, MIN_LATENCY_MILLIS = 1000, MAX_LATENCY_MILLIS = 6000;

    /// Players go this much slower or faster to keep to that, which neither eye nor ear minds.
    private static final String SLOWEST = "0.92", FASTEST = "1.15";

    /// Players hold this much before they start.
    private static final long MIN_BUFFER_NANOS = Clockwork.SECOND;

    /// From `/dash/{id}/manifest.mpd`, whatever lies before that where a proxy has moved it to.
    private static final String TIME = "../../time";

    private static final long PRFT = 0x7072_6674;

    private static final String PROFILES =
            "urn:mpeg:dash:profile:isoff-live:2011,http://www.dashif.org/guidelines/low-latency-live-v5";

    private final Periods periods = new Periods();

    /// Describes what can be played now. Windows come in order.
    public String of(Window window) {
        var now = periods.of(window);
        var terms = window.terms();
        // Frames end where they end, a little past the target.
        long longest = terms.targetSeconds() * Clockwork.SECOND + Clockwork.SECOND / 2;
        long start = window.unixNanosAtZero();
        long end = now.stream().mapToLong(Period::endNanos).max().orElse(0);
        var xml = new Xml();
        xml.open("MPD")
                .attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011")
                .attribute("profiles", PROFILES)
                .attribute("type", "dynamic")
                .attribute("availabilityStartTime", Clockwork.dateTime(start))
                .attribute("publishTime", Clockwork.dateTime(start + end))
                .attribute("minBufferTime", Clockwork.duration(MIN_BUFFER_NANOS))
                .attribute(
                        "timeShiftBufferDepth",
                        Clockwork.duration(terms.window().toNanos()))
                .attribute("suggestedPresentationDelay", Clockwork.duration(LATENCY_MILLIS * Clockwork.MILLI))
                .attribute("maxSegmentDuration", Clockwork.duration(longest));
        if (window.ended()) xml.attribute("mediaPresentationDuration", Clockwork.duration(end));
        else xml.attribute("minimumUpdatePeriod", Clockwork.duration(UPDATE_NANOS));
        serviceDescription(xml);
        for (var period : now)
            period(xml, period, window, longest, period.msn() == now.getLast().msn());
        xml.open("UTCTiming")
                .attribute("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014")
                .attribute("value", TIME)
                .close();
        return xml.close().toString();
    }

    private static void serviceDescription(Xml xml) {
        xml.open("ServiceDescription").attribute("id", 0);
        xml.open("Latency")
                .attribute("referenceId", 0)
                .attribute("target", LATENCY_MILLIS)
                .attribute("min", MIN_LATENCY_MILLIS)
                .attribute("max", MAX_LATENCY_MILLIS)
                .close();
        xml.open("PlaybackRate")
                .attribute("min", SLOWEST)
                .attribute("max", FASTEST)
                .close();
        xml.close();
    }

    /// @param newest whether it may go on; where another follows, it is as long as its media, and what nobody sent in
    ///     between belongs to none
    private static void period(Xml xml, Period period, Window window, long longest, boolean newest) {
        xml.open("Period")
                .attribute("id", "p" + period.msn())
                .attribute("start", Clockwork.duration(period.startNanos()));
        if (!newest || window.ended())
            xml.attribute("duration", Clockwork.duration(period.endNanos() - period.startNanos()));
        for (var run : period.runs()) adaptationSet(xml, period, run, window, longest);
        xml.close();
    }

    private static void adaptationSet(Xml xml, Period period, Run run, Window window, long longest) {
        var word = word(run.rendition().kind());
        boolean keyframes = run.segments().stream()
                .allMatch(segment -> segment.parts().getFirst().independent());
        xml.open("AdaptationSet")
                .attribute("id", run.rendition().kind().ordinal())
                .attribute("contentType", word)
                .attribute("mimeType", word + "/mp4")
                .attribute("segmentAlignment", "true");
        // A group of pictures that is too long is cut where no decoder can start.
        if (keyframes) xml.attribute("startWithSAP", 1);
        producerReferenceTime(xml, run);
        segmentTemplate(xml, period, run, window, longest);
        representation(xml, run);
        xml.close();
    }

    private static void producerReferenceTime(Xml xml, Run run) {
        xml.open("ProducerReferenceTime")
                .attribute("id", 0)
                .attribute(
                        "inband",
                        Boolean.toString(hasProducerTime(run.last().parts().getFirst())))
                .attribute("type", "encoder")
                .attribute("wallClockTime", Clockwork.dateTime(run.first().unixNanos()))
                .attribute("presentationTime", run.first().startTicks());
        xml.open("UTCTiming")
                .attribute("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014")
                .attribute("value", TIME)
                .close();
        xml.close();
    }

    /// Whether a `prft` box goes before a segment's first fragment (ISO/IEC 14496-12 §8.16.5).
    private static boolean hasProducerTime(Part part) {
        return part.bytes().length() >= 8 && part.bytes().u32(4) == PRFT;
    }

    private static void segmentTemplate(Xml xml, Period period, Run run, Window window, long longest) {
        var word = word(run.rendition().kind());
        var init = run.last().init();
        var scale = new Timescale(init.timescale());
        xml.open("SegmentTemplate")
                .attribute("timescale", init.timescale())
                .attribute("presentationTimeOffset", scale.ticks(period.startNanos()))
                // For the longest there may be, so that it never changes; players go by it only for what is listed.
                .attribute(
                        "availabilityTimeOffset",
                        Clockwork.seconds(longest - run.rendition().partTargetNanos()))
                .attribute("availabilityTimeComplete", "false")
                .attribute("initialization", "init-" + word + "-" + init.id() + ".mp4")
                .attribute("media", word + "-" + period.msn() + "-$Time$.m4s");
        long shortest = scale.ticks(window.terms().segment().toNanos());
        new Timeline(init.timescale(), shortest, scale.ticks(longest)).write(xml, run);
        xml.close();
    }

    private static void representation(Xml xml, Run run) {
        var init = run.last().init();
        xml.open("Representation")
                .attribute("id", word(run.rendition().kind()))
                .attribute("codecs", init.codecs())
                .attribute("bandwidth", Math.max(1, run.rendition().bandwidth()));
        switch (run.rendition().kind()) {
            case VIDEO -> {
                xml.attribute("width", init.width()).attribute("height", init.height());
                if (run.rendition().frameRate() > 0)
                    xml.attribute("frameRate", frameRate(run.rendition().frameRate()));
            }
            case AUDIO -> {
                xml.attribute("audioSamplingRate", init.sampleRate());
                xml.open("AudioChannelConfiguration")
                        .attribute("schemeIdUri", "urn:mpeg:dash:23003:3:audio_channel_configuration:2011")
                        .attribute("value", init.channels())
                        .close();
            }
        }
        xml.close();
    }

    /// A whole number, or a fraction: television's 30000/1001, or hundredths.
    static String frameRate(double picturesPerSecond) {
        long whole = Math.round(picturesPerSecond);
        if (Math.abs(picturesPerSecond - whole) < 0.005 && whole > 0) return Long.toString(whole);
        long television = Math.round(picturesPerSecond * 1.001);
        if (Math.abs(picturesPerSecond - television / 1.001) < 0.005) return television * 1000 + "/1001";
        return Math.max(1, Math.round(picturesPerSecond * 100)) + "/100";
    }

    private static String word(Codec.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
