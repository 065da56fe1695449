package io.glasscast.fuzz;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Modifier;

/// What Jazzer calls in a campaign: the target that it was told, without JUnit around it.
public final class FuzzedTarget {
    private static MethodHandle target =
            MethodHandles.empty(java.lang.invoke.MethodType.methodType(void.class, byte[].class));

    private FuzzedTarget() {}

    /// @param arguments the name of the class, and of the method under `@FuzzTest`
    public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
        var type = Class.forName(arguments[0]);
        var method = type.getDeclaredMethod(arguments[1], byte[].class);
        method.setAccessible(true);
        var handle = MethodHandles.lookup().unreflect(method);
        if (!Modifier.isStatic(method.getModifiers())) {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            handle = handle.bindTo(constructor.newInstance());
        }
        target = handle;
    }

    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        target.invoke(input);
    }
}
