package io.glasscast.hub;

import java.util.Optional;

/// One guest's place.
final class Seat {
    private final Guest guest;
    private final Reading reading;
    private final Optional<Pass> pass;
    private final String viewerId;
    private final long sinceNanos;

    /// @param reading by which it watches
    Seat(Guest guest, Reading reading, String viewerId, long sinceNanos) {
        this.guest = guest;
        this.reading = reading;
        this.pass = guest.pass();
        this.viewerId = viewerId;
        this.sinceNanos = sinceNanos;
    }

    Attendance attendance() {
        return new Attendance(viewerId, guest.door(), pass.flatMap(Pass::link), sinceNanos);
    }

    boolean holds(Pass other) {
        return pass.isPresent() && pass.get() == other;
    }

    Guest guest() {
        return guest;
    }

    Reading reading() {
        return reading;
    }
}
