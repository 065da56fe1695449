package io.glasscast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What apps are compiled against, kept in {@code api.txt}: every public and protected type of the SDK, those of the
 * contract that its signatures lead to, and what can be called, read or matched in them. A line that is gone, or reads
 * otherwise, breaks apps.
 */
final class ApiTest {
    private static final Path FILE = Path.of("api.txt");
    private static final String OURS = "io.glasscast.", ACCEPT = "api.accept";

    /** What every record or enum has, and nobody declared. */
    private static final Set<String> IMPLIED = Set.of("equals", "hashCode", "toString", "values", "valueOf");

    @Test
    void isAsWritten() throws Exception {
        var present = new LinkedHashSet<String>();
        for (var type : types()) describe(type, present);
        if (Boolean.getBoolean(ACCEPT)) Files.write(FILE, present);

        var written = new LinkedHashSet<>(Files.readAllLines(FILE));
        var gone = new LinkedHashSet<>(written);
        gone.removeAll(present);
        var added = new LinkedHashSet<>(present);
        added.removeAll(written);
        var howTo = " (when that is meant: say so in CHANGELOG.md, and accept it with"
                + " mvn -pl sdk/java -am test -Dtest=ApiTest -Dsurefire.failIfNoSpecifiedTests=false -D" + ACCEPT
                + "=true)";
        assertThat(gone)
                .as("lines of api.txt that hold no more, which breaks apps" + howTo)
                .isEmpty();
        assertThat(added).as("additions that api.txt does not have" + howTo).isEmpty();
    }

    /** Those of the SDK, and those of ours that they lead to. */
    private static Set<Class<?>> types() throws IOException, URISyntaxException, ClassNotFoundException {
        var found = new ArrayDeque<Class<?>>();
        var home = Path.of(MiniApp.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(home)) {
            for (var file : files.toList()) {
                var name = home.relativize(file).toString();
                if (name.endsWith(".class") && !name.contains("package-info"))
                    found.add(Class.forName(name.replace(".class", "")
                            .replace(file.getFileSystem().getSeparator(), ".")));
            }
        }
        var types = new TreeSet<Class<?>>((one, other) -> one.getName().compareTo(other.getName()));
        while (!found.isEmpty()) {
            var type = found.remove();
            if (isSeen(type) && types.add(type)) mentioned(type).forEach(found::add);
        }
        return types;
    }

    /** By apps, and so are all the types around it. */
    private static boolean isSeen(Class<?> type) {
        return type.getName().startsWith(OURS)
                && isSeen(type.getModifiers())
                && (type.getEnclosingClass() == null || isSeen(type.getEnclosingClass()));
    }

    private static boolean isSeen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static <M extends Member> Stream<M> seen(M[] members) {
        return Arrays.stream(members).filter(member -> isSeen(member.getModifiers()) && !member.isSynthetic());
    }

    private static Stream<Class<?>> mentioned(Class<?> type) {
        var executables =
                Stream.<Executable>concat(seen(type.getDeclaredMethods()), seen(type.getDeclaredConstructors()));
        var signatures = executables.flatMap(one -> Stream.concat(
                Stream.of(one.getAnnotatedReturnType().getType()), Arrays.stream(one.getGenericParameterTypes())));
        var fields = seen(type.getDeclaredFields()).map(field -> field.getGenericType());
        var above = Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()));
        return Stream.of(signatures, fields, above).flatMap(each -> each).flatMap(ApiTest::classes);
    }

    private static Stream<Class<?>> classes(Type type) {
        if (type instanceof Class<?> plain) return Stream.of(plain.isArray() ? plain.getComponentType() : plain);
        if (type instanceof ParameterizedType generic)
            return Stream.concat(classes(generic.getRawType()), classes(generic.getActualTypeArguments()));
        if (type instanceof WildcardType some)
            return Stream.concat(classes(some.getUpperBounds()), classes(some.getLowerBounds()));
        return type instanceof GenericArrayType array ? classes(array.getGenericComponentType()) : Stream.of();
    }

    private static Stream<Class<?>> classes(Type[] types) {
        return Arrays.stream(types).flatMap(ApiTest::classes);
    }

    /** One line for the type and one for each member, each of which makes sense alone. */
    private static void describe(Class<?> type, Set<String> lines) {
        var line = new StringBuilder(type.toGenericString());
        if (type.isRecord())
            line.append(Arrays.stream(type.getRecordComponents())
                    .map(part -> part.getGenericType().getTypeName() + " " + part.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        var above = Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()));
        line.append(named(" is ", above.map(Type::getTypeName)));
        if (type.isSealed())
            line.append(named(
                    " permits ", Arrays.stream(type.getPermittedSubclasses()).map(Class::getName)));
        lines.add(line.toString());
        var fields = seen(type.getDeclaredFields()).map(field -> field.toGenericString());
        var constructors = seen(type.getDeclaredConstructors()).map(one -> one.toGenericString());
        var methods = seen(type.getDeclaredMethods())
                .filter(method -> !IMPLIED.contains(method.getName()))
                // How it keeps threads apart is its own business.
                .map(method -> method.toGenericString().replace(" synchronized ", " "));
        Stream.of(fields, constructors, methods).flatMap(Stream::sorted).forEach(lines::add);
    }

    private static String named(String relation, Stream<String> names) {
        var list = names.filter(name -> !name.equals("java.lang.Object")).toList();
        return list.isEmpty() ? "" : relation + String.join(", ", list);
    }
}
