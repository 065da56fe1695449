package io.glasscast.protocol.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Integers in network order inside an array that is being worked on in place.
final class BigEndian {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private BigEndian() {}

    static int intAt(byte[] array, int at) {
        return (int) INT.get(array, at);
    }

    static int shortAt(byte[] array, int at) {
        return (array[at] & 0xFF) << 8 | array[at + 1] & 0xFF;
    }

    static void putInt(byte[] array, int at, int value) {
        INT.set(array, at, value);
    }
}
