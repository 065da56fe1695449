package io.glasscast.contract;

import io.glasscast.contract.WireModel.Field;
import io.glasscast.contract.WireModel.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The wires between cloud and app in TypeScript. */
final class WireTypes {
    /** Prettier, which checks the file, breaks lines at 120; of unions only the alternatives are counted. */
    private static final int LINE = 118;

    private final WireModel model = new WireModel();
    private final Map<String, String> unions = new LinkedHashMap<>();

    private WireTypes() {}

    /** The whole file. */
    static String typeScript() {
        var types = new WireTypes();
        types.family(AppToCloud.class, message -> Wire.write((AppToCloud) message, Envelope.NONE), true);
        types.family(CloudToApp.class, message -> Wire.write((CloudToApp) message, Envelope.NONE), true);
        types.family(Webhook.class, message -> Wire.write((Webhook) message), false);
        var text = new StringBuilder("""
                // What goes over an app's wires. `WireTypes` of the module `contract` wrote this from what its writers write.
                // Do not edit it, but renew it:
                //   %s
                """.formatted(WireTypesTest.RENEWAL));
        for (var shape : types.model.shapes())
            text.append("\n")
                    .append(comment(shape.words(), ""))
                    .append("export interface ")
                    .append(shape.name())
                    .append(shape.message() ? " extends Envelope " : " ")
                    .append(braces(shape.fields()))
                    .append("\n");
        types.unions.forEach((name, union) -> text.append("\n").append(union));
        return text.toString();
    }

    /** One interface for each type name of each record, and the union of all. */
    private void family(Class<?> family, Function<Object, String> writer, boolean inEnvelope) {
        var names = new ArrayList<String>();
        for (var record : family.getPermittedSubclasses())
            model.messages(record, writer, inEnvelope).forEach(shape -> names.add(shape.name()));
        var union = "export type " + family.getSimpleName() + " = " + alternatives(names) + ";\n";
        unions.put(family.getSimpleName(), comment(model.words(family), "") + union.replace("= \n", "=\n"));
    }

    private static String type(Kind kind) {
        if (kind instanceof Kind.Plain plain) return plain.name();
        if (kind instanceof Kind.Named named) return named.shape();
        if (kind instanceof Kind.Several several) return type(several.of()) + "[]";
        if (kind instanceof Kind.Words words)
            return alternatives(
                    words.words().stream().map(word -> '"' + word + '"').toList());
        if (kind instanceof Kind.Nameless nameless) return braces(nameless.fields());
        throw new AssertionError(kind);
    }

    /** On one line, or one a line if they are many. */
    private static String alternatives(List<String> types) {
        var line = String.join(" | ", types);
        return line.length() > LINE - 30 ? "\n  | " + String.join("\n  | ", types) : line;
    }

    private static String braces(List<Field> fields) {
        var lines = new StringBuilder("{\n");
        for (var field : fields)
            lines.append(comment(field.words(), "  "))
                    .append("  %s%s: %s;\n"
                            .formatted(field.name(), field.optional() ? "?" : "", type(field.kind()))
                            .replace(": \n", ":\n")
                            .replaceAll("\n(?!$)", "\n  "));
        return lines.append("}").toString();
    }

    private static String comment(String words, String indent) {
        if (words.isEmpty()) return "";
        var lines = new StringBuilder();
        var line = new StringBuilder();
        for (var word : words.split(" ", -1)) {
            if (indent.length() + line.length() + word.length() + 8 > LINE) {
                lines.append(indent).append(" *").append(line).append("\n");
                line.setLength(0);
            }
            line.append(" ").append(word);
        }
        return lines.isEmpty()
                ? indent + "/**" + line + " */\n"
                : indent + "/**\n" + lines + indent + " *" + line + "\n" + indent + " */\n";
    }
}
