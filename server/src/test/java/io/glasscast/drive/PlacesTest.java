package io.glasscast.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static InetAddress at(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Test
    void oneAddressTakesNoMoreThanItsShare() {
        var places = new Places(10, 2);
        for (int i = 0; i < 2; i++) assertThat(places.take(at("192.0.2.1"))).isEmpty();
        assertThat(places.take(at("192.0.2.1"))).contains("address");
        assertThat(places.take(at("192.0.2.2"))).isEmpty();
        places.leave(at("192.0.2.1"));
        assertThat(places.take(at("192.0.2.1"))).isEmpty();
    }

    @Test
    void aHouseholdOfIpv6CountsAsOne() {
        var places = new Places(10, 2);
        assertThat(places.take(at("2001:db8:0:1::1"))).isEmpty();
        assertThat(places.take(at("2001:db8:0:1:ffff::2"))).isEmpty();
        assertThat(places.take(at("2001:db8:0:1::3"))).contains("address");
        assertThat(places.take(at("2001:db8:0:2::3"))).isEmpty();
    }

    @Test
    void whenAllAreTakenThereIsNoneForAnybody() {
        var places = new Places(3, 2);
        assertThat(places.take(at("192.0.2.1"))).isEmpty();
        assertThat(places.take(at("192.0.2.2"))).isEmpty();
        assertThat(places.take(at("127.0.0.1"))).isEmpty();
        assertThat(places.take(at("192.0.2.3"))).contains("full");
        assertThat(places.taken()).isEqualTo(3);
        places.leave(at("192.0.2.2"));
        assertThat(places.take(at("192.0.2.3"))).isEmpty();
    }

    /// A proxy of this machine brings everybody by one address.
    @Test
    void loopbackHasNoShareOfItsOwn() {
        var places = new Places(100, 2);
        for (int i = 0; i < 50; i++) assertThat(places.take(at("127.0.0.1"))).isEmpty();
        for (int i = 0; i < 50; i++) assertThat(places.take(at("::1"))).isEmpty();
        assertThat(places.take(at("::1"))).contains("full");
    }
}
