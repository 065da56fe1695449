package io.glasscast.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the sources say of types and their parts. */
final class WireComments {
    private static final Path SOURCES = Path.of("src/main/java/io/glasscast/contract");
    private static final Pattern PARAM = Pattern.compile("@param\\s+(\\w+)\\s+([^@]*)");
    private static final String COMMENT = "/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*";

    private final Map<Class<?>, Comment> known = new LinkedHashMap<>();

    /** Of a type, and of its parts by name. */
    record Comment(String words, Map<String, String> parts) {
        private static final Comment NONE = new Comment("", Map.of());

        private static Comment parse(String javadoc) {
            var text = javadoc.replaceAll("(?m)^\\s*\\*", "")
                    .replaceAll("\\{@code ([^}]*)}", "`$1`")
                    .replaceAll("\\{@link ([^}]*)}", "$1")
                    .replaceAll("\\s+", " ");
            var parts = nothing();
            PARAM.matcher(text)
                    .results()
                    .forEach(found -> parts.put(found.group(1), found.group(2).strip()));
            return new Comment(text.replaceAll("@param.*", "").strip(), parts);
        }

        /** Of this part, as a sentence; empty when nothing is said. */
        String of(String part) {
            var words = parts.getOrDefault(part, "");
            return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
        }
    }

    Comment of(Class<?> type) {
        var before = known.get(type);
        if (before != null) return before;
        var read = type.getPackage() == WireComments.class.getPackage() ? read(type) : Comment.NONE;
        known.put(type, read);
        return read;
    }

    /** Of one of an enum's words. */
    static String of(Enum<?> constant) {
        return first(COMMENT + constant.name() + "\\b", source(constant.getDeclaringClass()))
                .words();
    }

    /** The comment above a type's declaration; its parts are also those of records that are written into it. */
    private Comment read(Class<?> type) {
        var declaration = "(?:public )?(?:sealed )?(?:record|interface) " + type.getSimpleName() + "\\b";
        var own = first(COMMENT + declaration, source(type));
        var parts = nothing();
        if (type.isRecord())
            for (var component : type.getRecordComponents()) {
                var inner = WireSamples.bare(component.getGenericType());
                if (inner.isRecord()) parts.putAll(of(inner).parts());
            }
        parts.putAll(own.parts());
        return new Comment(own.words(), parts);
    }

    /** Java's names and JSON's differ in letters that both have as `WebRtc` and `WebRTC`. */
    private static Map<String, String> nothing() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    private static Comment first(String pattern, String source) {
        return Pattern.compile(pattern)
                .matcher(source)
                .results()
                .map(found -> Comment.parse(found.group(1)))
                .findFirst()
                .orElse(Comment.NONE);
    }

    private static String source(Class<?> type) {
        try {
            return Files.readString(SOURCES.resolve(type.getNestHost().getSimpleName() + ".java"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
