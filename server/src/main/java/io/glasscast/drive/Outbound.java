package io.glasscast.drive;

import io.glasscast.gates.OutboundRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The way to addresses that somebody told us to call. A name is looked up once a call, and what is dialled is
/// the address that was judged: a name that leads elsewhere the next time it is asked for leads nowhere.
public final class Outbound {
    /// Who knows names.
    public interface Names {
        Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

        /// Waits for servers far away.
        List<InetAddress> of(String host) throws UnknownHostException;
    }

    /// Where a host is.
    public sealed interface Found {
        /// @param addresses at least one, in the order in which to try them
        record At(List<InetAddress> addresses) implements Found {}

        record Unknown() implements Found {}

        /// It is nowhere that we call.
        record Refused() implements Found {}
    }

    private final OutboundRule rule;
    private final Names names;
    private final Consumer<String> refused;

    /// @param refused counts what is not called, by a constant reason; called on any thread
    public Outbound(OutboundRule rule, Names names, Consumer<String> refused) {
        this.rule = rule;
        this.names = names;
        this.refused = refused;
    }

    /// Looks a host up. Waits for servers far away.
    public Found find(String host) {
        List<InetAddress> known;
        try {
            known = names.of(host);
        } catch (UnknownHostException | SecurityException _) {
            return new Found.Unknown();
        }
        var allowed = new ArrayList<InetAddress>();
        var reason = "";
        for (var address : known) {
            var objection = rule.objection(address);
            if (objection.isEmpty()) allowed.add(address);
            else reason = objection.get();
        }
        if (!allowed.isEmpty()) return new Found.At(List.copyOf(allowed));
        if (known.isEmpty()) return new Found.Unknown();
        refused.accept(reason);
        return new Found.Refused();
    }

    /// Whether we send to an address that nobody had to look up.
    boolean allows(InetAddress address) {
        var objection = rule.objection(address);
        objection.ifPresent(refused);
        return objection.isEmpty();
    }
}
