package io.glasscast.protocol.srtp;

import io.glasscast.kernel.Bytes;
import java.lang.management.ManagementFactory;

/// What sealing and opening a packet of 1 200 bytes of payload costs: CPU nanoseconds and bytes allocated, best of
/// several rounds. Run by hand.
public final class SrtpCost {
    private static final int PAYLOAD = 1200;
    private static final int PACKETS = 60_000;
    private static final int ROUNDS = 12;

    private SrtpCost() {}

    public static void main(String[] args) {
        for (var profile : SrtpProfile.values()) measure(profile);
    }

    private static void measure(SrtpProfile profile) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var key = Bytes.of(new byte[profile.keyLength()]);
        var salt = Bytes.of(new byte[profile.saltLength()]);
        var sender = new SrtpSender(profile, key, salt);
        var receiver = new SrtpReceiver(profile, key, salt);
        var packets = new byte[PACKETS][];
        long bestSeal = Long.MAX_VALUE, bestOpen = Long.MAX_VALUE, garbage = 0;
        int sequence = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < PACKETS; i++) packets[i] = packet(sequence++, PAYLOAD + 12 + profile.rtpOverhead());
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long began = threads.getCurrentThreadCpuTime();
            for (var packet : packets) sender.sealRtp(packet, 0, PAYLOAD + 12);
            long sealed = threads.getCurrentThreadCpuTime();
            garbage = (threads.getCurrentThreadAllocatedBytes() - allocated) / PACKETS;
            for (var packet : packets) receiver.openRtp(Bytes.of(packet)).orThrow();
            long opened = threads.getCurrentThreadCpuTime();
            bestSeal = Math.min(bestSeal, (sealed - began) / PACKETS);
            bestOpen = Math.min(bestOpen, (opened - sealed) / PACKETS);
        }
        System.out.printf(
                "%-24s seal %5d ns, %5d bytes of garbage; open %5d ns%n", profile, bestSeal, garbage, bestOpen);
    }

    private static byte[] packet(int sequence, int length) {
        var packet = new byte[length];
        packet[0] = (byte) 0x80;
        packet[2] = (byte) (sequence >>> 8);
        packet[3] = (byte) sequence;
        return packet;
    }
}
