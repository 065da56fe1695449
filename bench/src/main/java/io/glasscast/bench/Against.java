package io.glasscast.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A server of another make that runs already, as it is named on the command line.
///
/// @param pid       the process whose costs are counted, with its children
/// @param addresses by what they are for
record Against(String name, long pid, Map<String, String> addresses) {
    /// Reads `name=srs,publish=rtmp://…,whep=http://…,pid=1234`.
    ///
    /// @param wanted what each address is for, and the scheme that it must have, as a regular expression
    /// @throws IllegalArgumentException in words
    static Against parse(String text, Map<String, Pattern> wanted) {
        var known = Stream.of(List.of("name"), wanted.keySet().stream().sorted().toList(), List.of("pid"))
                .flatMap(List::stream)
                .toList();
        var values = new HashMap<String, String>();
        for (var part : text.split(",")) {
            int equals = Math.max(0, part.indexOf('='));
            var key = part.substring(0, equals);
            if (!known.contains(key))
                throw new IllegalArgumentException("'" + part + "' is not one of " + written(known));
            values.put(key, part.substring(equals + 1));
        }
        boolean whole =
                known.stream().allMatch(key -> !values.getOrDefault(key, "").isEmpty())
                        && Objects.requireNonNull(values.get("pid")).matches("[0-9]{1,9}")
                        && wanted.entrySet().stream()
                                .allMatch(entry -> entry.getValue()
                                        .matcher(Objects.requireNonNull(values.get(entry.getKey())))
                                        .lookingAt());
        if (!whole) throw new IllegalArgumentException("needs " + written(known) + ", not '" + text + "'");
        return new Against(
                Objects.requireNonNull(values.get("name")),
                Long.parseLong(Objects.requireNonNull(values.get("pid"))),
                Map.copyOf(values));
    }

    String address(String use) {
        return Objects.requireNonNull(addresses.get(use));
    }

    private static String written(List<String> keys) {
        return keys.stream().map(key -> key + "=").collect(Collectors.joining(", "));
    }
}
