package io.glasscast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Lines over steps of equal width, as SVG that any page and any viewer of Markdown shows.
final class Chart {
    private static final int WIDTH = 720, HEIGHT = 400;
    private static final int LEFT = 60, RIGHT = 150, TOP = 40, BOTTOM = 50;
    private static final int GRID_LINES = 5;
    /// Told apart by people who do not see colours as most do (Okabe and Ito).
    private static final List<String> COLOURS =
            List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000");

    private record Point(int step, double value) {}

    private final String title;
    private final String steps;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    /// @param steps what the steps count
    Chart(String title, String steps) {
        this.title = title;
        this.steps = steps;
    }

    /// A value that is no number is left out.
    void point(String line, int step, double value) {
        if (!Double.isNaN(value))
            lines.computeIfAbsent(line, _ -> new ArrayList<>()).add(new Point(step, value));
    }

    String svg() {
        var ticks = new ArrayList<>(new TreeSet<>(lines.values().stream()
                .flatMap(points -> points.stream().map(Point::step))
                .toList()));
        double top = roundUp(lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Point::value)
                .max()
                .orElse(1));
        var svg = new StringBuilder();
        svg.append(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n",
                WIDTH, HEIGHT));
        svg.append(text("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n", WIDTH, HEIGHT));
        svg.append(text("<text x=\"%d\" y=\"24\" font-size=\"16\">%s</text>\n", LEFT, escaped(title)));
        for (int i = 0; i <= GRID_LINES; i++) {
            double value = top * i / GRID_LINES;
            double y = y(value, top);
            svg.append(text(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
                    LEFT, y, WIDTH - RIGHT, y));
            svg.append(
                    text("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 4, number(value)));
        }
        for (int i = 0; i < ticks.size(); i++)
            svg.append(text(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
                    x(i, ticks.size()), HEIGHT - BOTTOM + 20, ticks.get(i)));
        svg.append(text(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, escaped(steps)));
        int number = 0;
        for (var line : lines.entrySet()) svg.append(line(line.getKey(), line.getValue(), number++, ticks, top));
        return svg.append("</svg>\n").toString();
    }

    private static String line(String name, List<Point> points, int number, List<Integer> ticks, double top) {
        var colour = COLOURS.get(number % COLOURS.size());
        var path = new StringBuilder();
        var dots = new StringBuilder();
        for (var point : points) {
            double x = x(ticks.indexOf(point.step()), ticks.size());
            double y = y(point.value(), top);
            path.append(text("%.1f,%.1f ", x, y));
            dots.append(text(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s: %s</title></circle>\n",
                    x, y, colour, escaped(name), number(point.value())));
        }
        int legend = TOP + 10 + 22 * number;
        return text(
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
                        path.toString().strip(), colour)
                + dots
                + text(
                        "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>\n",
                        WIDTH - RIGHT + 15, legend - 6, colour, WIDTH - RIGHT + 35, legend, escaped(name));
    }

    private static double x(int tick, int ticks) {
        return LEFT + (WIDTH - RIGHT - LEFT) * (tick + 0.5) / ticks;
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top;
    }

    /// To one, two or five times a power of ten.
    static double roundUp(double value) {
        if (value <= 0) return 1;
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 5}) if (value <= step * power) return step * power;
        return 10 * power;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? text("%.0f", value) : text("%.3g", value);
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
