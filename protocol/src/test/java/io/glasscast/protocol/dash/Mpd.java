package io.glasscast.protocol.dash;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/// A manifest as a player reads it.
public record Mpd(Element root, List<Period> periods) {
    public record Period(String id, double start, double duration, List<Set> sets) {}

    /// @param element the AdaptationSet
    public record Set(Element element, String type, String init, int timescale, long offset, List<Listed> segments) {}

    /// @param name  of the file
    /// @param start presentation time, in seconds
    /// @param ticks as the timeline says
    public record Listed(String name, double start, double duration, long at, long ticks) {
        double end() {
            return start + duration;
        }
    }

    public static Mpd parse(String text) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var root = factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getDocumentElement();
        var periods = new ArrayList<Period>();
        for (var period : children(root, "Period")) {
            double start = seconds(period.getAttribute("start"));
            var sets = new ArrayList<Set>();
            for (var set : children(period, "AdaptationSet")) sets.add(set(set, start));
            periods.add(new Period(
                    period.getAttribute("id"),
                    start,
                    period.hasAttribute("duration") ? seconds(period.getAttribute("duration")) : Double.NaN,
                    sets));
        }
        return new Mpd(root, periods);
    }

    private static Set set(Element set, double periodStart) {
        var template = children(set, "SegmentTemplate").getFirst();
        int timescale = Integer.parseInt(template.getAttribute("timescale"));
        long offset = Long.parseLong(template.getAttribute("presentationTimeOffset"));
        var segments = new ArrayList<Listed>();
        long at = 0;
        for (var s : children(children(template, "SegmentTimeline").getFirst(), "S")) {
            if (s.hasAttribute("t")) at = Long.parseLong(s.getAttribute("t"));
            long ticks = Long.parseLong(s.getAttribute("d"));
            int repeats = s.hasAttribute("r") ? Integer.parseInt(s.getAttribute("r")) : 0;
            for (int i = 0; i <= repeats; i++) {
                double start = periodStart + (double) (at - offset) / timescale;
                segments.add(new Listed(
                        template.getAttribute("media").replace("$Time$", Long.toString(at)),
                        start,
                        (double) ticks / timescale,
                        at,
                        ticks));
                at += ticks;
            }
        }
        return new Set(
                set,
                set.getAttribute("contentType"),
                template.getAttribute("initialization"),
                timescale,
                offset,
                segments);
    }

    /// Everything listed of a kind, over all periods.
    List<Listed> listed(String type) {
        return periods.stream()
                .flatMap(period -> period.sets().stream())
                .filter(set -> set.type().equals(type))
                .flatMap(set -> set.segments().stream())
                .toList();
    }

    public static double seconds(String duration) {
        return java.time.Duration.parse(duration).toNanos() / 1e9;
    }

    public static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling())
            if (node instanceof Element element && element.getLocalName().equals(name)) found.add(element);
        return found;
    }
}
