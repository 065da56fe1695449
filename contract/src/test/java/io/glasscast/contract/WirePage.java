package io.glasscast.contract;

import io.glasscast.contract.WireModel.Field;
import io.glasscast.contract.WireModel.Kind;
import io.glasscast.contract.WireModel.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All wires for people who read: a page with every message, its fields, and the moment at which it is sent. */
final class WirePage {
    private static final String HEAD = """
            # Messages

            <!-- `WirePage` of the module `contract` wrote this page from the records, their Javadoc and what their writers
            write. Do not edit it, but renew it:
            %s -->

            Reference. Every message on the control wires: who sends it and when, and what is in it. It is JSON, one
            object a frame, and its `type` says which it is. Where two types share a heading the second is that of the
            older dialect, and each app and each phone hears one of them only. What the server does in each case is in
            [control](control.md), who hears what when something ends in [endings](endings.md).

            Fields of which nothing is said are what their name says. An optional field is absent when there is nothing
            to say; one that the reader does not know is skipped, one of the wrong kind counts as absent, except among
            wishes. A moment is a text in ISO 8601, `2026-01-01T12:00:00Z`.

            """;

    /** More words than this are states, which are told in a place of their own. */
    private static final int FEW = 3;

    private final StringBuilder messages = new StringBuilder();
    private final Map<String, Shape> objects = new LinkedHashMap<>();

    private WirePage() {}

    /** The whole page. */
    static String markdown() {
        var page = new WirePage();
        page.family("From apps", AppToCloud.class, message -> Wire.write((AppToCloud) message, Envelope.NONE));
        page.family("To apps", CloudToApp.class, message -> Wire.write((CloudToApp) message, Envelope.NONE));
        page.family("To apps' webhooks", Webhook.class, message -> Wire.write((Webhook) message));
        page.family(
                "From glasses", GlassesToCloud.class, message -> Wire.write((GlassesToCloud) message, Envelope.NONE));
        page.family("To glasses", CloudToGlasses.class, message -> Wire.write((CloudToGlasses) message, Envelope.NONE));
        var text = new StringBuilder(HEAD.formatted(WirePageTest.RENEWAL));
        text.append(envelope()).append(page.messages).append("## Objects\n\n");
        page.objects.forEach(
                (name, shape) -> text.append(section("### " + name, shape.words(), table(shape.fields()))));
        text.append("## States\n\n");
        text.append(states("managed_stream_status", ManagedState.class));
        text.append(states("stream_status", StreamState.class));
        return text.toString().stripTrailing() + "\n";
    }

    private static String envelope() {
        var shape = new WireModel().shapes().get(0);
        return section("", shape.words(), table(shape.fields()));
    }

    /** Each wire has its own names: what an app calls a status need not be what glasses call one. */
    private void family(String heading, Class<?> family, Function<Object, String> writer) {
        var model = new WireModel();
        var told = new StringBuilder();
        var messageNames = new ArrayList<String>();
        for (var record : family.getPermittedSubclasses()) {
            var shapes = model.messages(record, writer, family != Webhook.class);
            shapes.forEach(shape -> messageNames.add(shape.name()));
            var types = shapes.stream().map(WirePage::typeName).collect(Collectors.joining(", "));
            told.append(section("### " + types, model.words(record), table(merged(shapes))));
        }
        messages.append("## ")
                .append(heading)
                .append("\n\n")
                .append(model.words(family))
                .append("\n\n")
                .append(told);
        for (var shape : model.shapes())
            if (!shape.name().equals("Envelope") && !messageNames.contains(shape.name())) {
                var before = objects.putIfAbsent(shape.name(), shape);
                if (before != null && !before.equals(shape))
                    throw new AssertionError("two objects of the name " + shape.name());
            }
    }

    private static String typeName(Shape message) {
        return "`" + type(message) + "`";
    }

    private static String type(Shape message) {
        for (var field : message.fields())
            if (field.name().equals("type") && field.kind() instanceof Kind.Words words)
                return words.words().get(0);
        throw new AssertionError("no type: " + message);
    }

    /** The fields of a message under all of its types; of one that only one of them has it is said. */
    private static List<Field> merged(List<Shape> shapes) {
        var fields = new LinkedHashMap<String, Field>();
        int most =
                shapes.stream().mapToInt(shape -> shape.fields().size()).max().orElse(0);
        for (int place = 0; place < most; place++)
            for (var shape : shapes)
                if (place < shape.fields().size()) {
                    var field = shape.fields().get(place);
                    boolean everywhere = shapes.stream().allMatch(other -> has(other, field.name()));
                    var words = everywhere ? field.words() : field.words() + " Only in " + typeName(shape) + ".";
                    fields.putIfAbsent(
                            field.name(), new Field(field.name(), field.optional(), field.kind(), words.strip()));
                }
        fields.remove("type");
        return List.copyOf(fields.values());
    }

    private static boolean has(Shape shape, String name) {
        return shape.fields().stream().anyMatch(field -> field.name().equals(name));
    }

    private static String section(String heading, String words, String table) {
        return (heading.isEmpty() ? "" : heading + "\n\n") + (words.isEmpty() ? "" : words + "\n\n") + table;
    }

    private static String table(List<Field> fields) {
        return fields.isEmpty() ? "" : "| field | kind | |\n|---|---|---|\n" + rows("", fields) + "\n";
    }

    /** What is in an object without a name has rows of its own. */
    private static String rows(String before, List<Field> fields) {
        var rows = new StringBuilder();
        for (var field : fields) {
            var name = before + field.name();
            rows.append("| `%s` | %s%s | %s |\n"
                    .formatted(name, kind(field.kind()), field.optional() ? ", optional" : "", field.words())
                    .replace("|  |", "| |"));
            if (field.kind() instanceof Kind.Nameless nameless) rows.append(rows(name + ".", nameless.fields()));
        }
        return rows.toString();
    }

    private static String kind(Kind kind) {
        if (kind instanceof Kind.Plain plain) return plain.name().equals("unknown") ? "anything" : plain.name();
        if (kind instanceof Kind.Named named)
            return "[" + named.shape() + "](#" + named.shape().toLowerCase(Locale.ROOT) + ")";
        if (kind instanceof Kind.Several several) return "list of " + kind(several.of());
        if (kind instanceof Kind.Nameless) return "object";
        if (kind instanceof Kind.Words words)
            return words.words().size() > FEW
                    ? "one of the [states](#states)"
                    : words.words().stream().map(word -> "`\"" + word + "\"`").collect(Collectors.joining(" or "));
        throw new AssertionError(kind);
    }

    private static <E extends Enum<E>> String states(String message, Class<E> states) {
        var rows = new StringBuilder("### Of `" + message + "`\n\n| state | |\n|---|---|\n");
        for (var state : states.getEnumConstants())
            rows.append("| `")
                    .append(state.name().toLowerCase(Locale.ROOT))
                    .append("` | ")
                    .append(WireComments.of(state))
                    .append(" |\n");
        return rows.append("\n").toString();
    }
}
