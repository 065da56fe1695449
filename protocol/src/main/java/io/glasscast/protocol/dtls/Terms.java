package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import java.util.List;

/// What our side brings to a handshake.
///
/// @param expected     fingerprints, one of which the peer's certificate must have
/// @param srtpProfiles best first
/// @param cookie       whether a server demands one
record Terms(
        DtlsIdentity identity, List<Fingerprint> expected, List<Integer> srtpProfiles, boolean cookie, Chance chance) {
    boolean expects(Bytes certificate) {
        return expected.stream().anyMatch(fingerprint -> fingerprint.matches(certificate));
    }
}
