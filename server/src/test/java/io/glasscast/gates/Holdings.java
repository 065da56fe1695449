package io.glasscast.gates;

import io.glasscast.sim.Simulation;
import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// Counts what our own objects hold: everything that can be reached through their fields, arrays and collections.
final class Holdings {
    private Holdings() {}

    /// @throws AssertionError when they hold more objects than that
    static void expectAtMost(int most, Object... roots) {
        int held = count(roots);
        if (held > most) throw new AssertionError(held + " objects are held");
    }

    static int count(Object... roots) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var todo = new ArrayDeque<Object>();
        for (var root : roots) add(root, seen, todo);
        while (!todo.isEmpty()) {
            var next = todo.poll();
            if (next instanceof Collection<?> collection) for (var element : collection) add(element, seen, todo);
            else if (next instanceof Map<?, ?> map)
                map.forEach((key, value) -> {
                    add(key, seen, todo);
                    add(value, seen, todo);
                });
            else if (next.getClass().isArray()) {
                if (!next.getClass().getComponentType().isPrimitive())
                    for (int i = 0; i < Array.getLength(next); i++) add(Array.get(next, i), seen, todo);
            } else fields(next, seen, todo);
        }
        return seen.size();
    }

    private static void add(
            @org.jspecify.annotations.Nullable Object object, Set<Object> seen, ArrayDeque<Object> todo) {
        if (object == null || object instanceof Class<?> || object instanceof Enum<?> || object instanceof Number)
            return;
        // What the test itself notes down is not what is counted.
        if (object instanceof SimulatedClient || object instanceof SimulatedHouse || object instanceof Reception)
            return;
        if (object instanceof SimulatedSrt || object instanceof Simulation || object instanceof Wire) return;
        if (seen.add(object)) todo.add(object);
    }

    private static void fields(Object object, Set<Object> seen, ArrayDeque<Object> todo) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (!type.getName().startsWith("io.glasscast")) return;
            for (var field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        || field.getType().isPrimitive()
                        || !field.trySetAccessible()) continue;
                try {
                    add(field.get(object), seen, todo);
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }
}
