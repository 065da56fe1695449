package io.glasscast.drive;

import io.glasscast.kernel.Household;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Places for strangers' connections: so many in all, and so many for each [Household]. Of loopback no address is
/// counted by itself: it is a proxy of this machine, with all its clients behind it. Any thread may call.
public final class Places {
    private final int all;
    private final int each;
    private final Map<Household, Integer> taken = new HashMap<>();
    private int count;

    public Places(int all, int each) {
        this.all = all;
        this.each = each;
    }

    /// Takes a place, to be left again.
    ///
    /// @return why there is none: `full`, or `address` when only this address has too many
    public synchronized Optional<String> take(InetAddress from) {
        if (count >= all) return Optional.of("full");
        var household = Household.of(from);
        int theirs = taken.getOrDefault(household, 0);
        if (theirs >= each && !from.isLoopbackAddress()) return Optional.of("address");
        taken.put(household, theirs + 1);
        count++;
        return Optional.empty();
    }

    /// Gives a place back that was taken.
    public synchronized void leave(InetAddress from) {
        count--;
        taken.computeIfPresent(Household.of(from), (_, theirs) -> theirs > 1 ? theirs - 1 : null);
    }

    /// Places that are taken.
    public synchronized int taken() {
        return count;
    }
}
