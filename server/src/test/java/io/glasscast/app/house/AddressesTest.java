package io.glasscast.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which candidates a client is offered.
class AddressesTest {
    private static final Addresses ADDRESSES = Addresses.of("127.0.0.1", List.of("10.0.0.1"));

    @Test
    void theAddressThatTheClientReachedUsByComesFirst() {
        assertThat(ADDRESSES.offeredTo("192.168.1.7", 8_189).getFirst().socket().getHostString())
                .isEqualTo("192.168.1.7");
        assertThat(ADDRESSES.offeredTo("[fd00::2]", 8_189).getFirst().socket().getAddress())
                .isEqualTo(InetAddress.ofLiteral("fd00::2"));
    }

    /// The JDK would ask a name server for the first of them, on the thread of all media.
    @ParameterizedTest
    @ValueSource(strings = {"999.1.1.1", "1.2.3.256", "glasscast.example", ":::", "[fd00::2", "[]", ""})
    void whatIsNoAddressIsNotLookedUp(String host) {
        assertThat(Addresses.literal(host)).isEmpty();
        assertThat(ADDRESSES.offeredTo(host, 8_189)).isEqualTo(ADDRESSES.offeredTo("", 8_189));
    }
}
