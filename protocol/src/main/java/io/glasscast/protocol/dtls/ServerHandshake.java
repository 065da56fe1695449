package io.glasscast.protocol.dtls;

import static io.glasscast.protocol.dtls.Step.refuse;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed.Malformed;
import io.glasscast.kernel.Parsed.Ok;
import io.glasscast.protocol.dtls.Flight.Item;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The server's part (RFC 5246 §7.3): chooses, proves itself, demands the client's certificate.
/// ```
/// ClientHello                          -->
///                                      <-- ServerHello, Certificate, ServerKeyExchange,
///                                          CertificateRequest, ServerHelloDone
/// Certificate, ClientKeyExchange,
/// CertificateVerify, [CCS], Finished   -->
///                                      <-- [CCS], Finished
/// ```
final class ServerHandshake implements Handshake {
    /// As long as a hash; RFC 6347 §4.2.1 allows up to 255.
    private static final int COOKIE_LENGTH = 32;

    /// What we wait for, and what we know by then.
    private sealed interface State {
        record AwaitHello(Optional<Bytes> cookie) implements State {}

        record AwaitCertificate(Agreed agreed, KeyShare share) implements State {}

        record AwaitKeyExchange(Agreed agreed, KeyShare share, PeerKey peer) implements State {}

        record AwaitVerify(int srtpProfile, Session session, PeerKey peer) implements State {}

        record AwaitFinished(int srtpProfile, Session session) implements State {}

        record Over() implements State {}
    }

    private final Terms terms;
    private final Conversation conversation = new Conversation();
    private State state = new State.AwaitHello(Optional.empty());

    ServerHandshake(Terms terms) {
        this.terms = terms;
    }

    @Override
    public Step begin() {
        return Step.WAIT;
    }

    @Override
    public Step on(HandshakeMessage message) {
        return switch (state) {
            case State.AwaitHello(var cookie)
            when message.type() == HandshakeType.CLIENT_HELLO ->
                switch (ClientHello.parse(message.body())) {
                    case Malformed<ClientHello>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<ClientHello>(var hello) -> onHello(message, hello, cookie);
                };
            case State.AwaitCertificate await
            when message.type() == HandshakeType.CERTIFICATE ->
                switch (CertificateMessage.parse(message.body())) {
                    case Malformed<CertificateMessage>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<CertificateMessage>(var certificate) -> onCertificate(message, certificate, await);
                };
            case State.AwaitKeyExchange await
            when message.type() == HandshakeType.CLIENT_KEY_EXCHANGE -> onKeyExchange(message, await);
            case State.AwaitVerify await
            when message.type() == HandshakeType.CERTIFICATE_VERIFY ->
                switch (Signature.parse(message.body())) {
                    case Malformed<Signature>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<Signature>(var signature) -> onVerify(message, signature, await);
                };
            case State.AwaitFinished await when message.type() == HandshakeType.FINISHED -> onFinished(message, await);
            case State.AwaitHello _,
                    State.AwaitCertificate _,
                    State.AwaitKeyExchange _,
                    State.AwaitVerify _,
                    State.AwaitFinished _,
                    State.Over _ -> refuse(Alert.UNEXPECTED_MESSAGE, "dtls-unexpected-message");
        };
    }

    private Step onHello(HandshakeMessage message, ClientHello hello, Optional<Bytes> cookie) {
        if (hello.version() >>> 8 != DtlsRecord.DTLS_1_2 >>> 8 || hello.version() > DtlsRecord.DTLS_1_2)
            return refuse(Alert.PROTOCOL_VERSION, "dtls-client-version");
        if (terms.cookie() && cookie.isEmpty()) return demandCookie();
        if (cookie.isPresent() && !sameCookie(cookie.get(), hello.cookie()))
            return refuse(Alert.HANDSHAKE_FAILURE, "dtls-cookie");
        conversation.hear(message);
        if (hello.compressed()) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-compression");
        var suite = CipherSuite.choose(hello.suites());
        if (suite.isEmpty()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-common-suite");
        var extensions = hello.extensions();
        if (!extensions.firstHandshake()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-renegotiation");
        if (!extensions.uncompressedPoints()) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-point-formats");
        // Whoever names no groups takes any (RFC 8422 §4); P-256 is the one that everybody has.
        var group = extensions.has(Extensions.SUPPORTED_GROUPS)
                ? KeyShare.Group.choose(extensions.codes(Extensions.SUPPORTED_GROUPS))
                : Optional.of(KeyShare.Group.SECP256R1);
        if (group.isEmpty()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-common-group");
        var scheme = SignatureScheme.forOurKey(extensions.codes(Extensions.SIGNATURE_ALGORITHMS));
        if (scheme.isEmpty()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-common-signature");
        var useSrtp = extensions.find(Extensions.USE_SRTP);
        if (useSrtp.isEmpty()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-srtp");
        return switch (UseSrtp.parse(useSrtp.get())) {
            case Malformed<UseSrtp>(var why) -> refuse(Alert.DECODE_ERROR, why);
            case Ok<UseSrtp>(var offer) -> {
                for (int profile : terms.srtpProfiles())
                    if (offer.profiles().contains(profile))
                        yield answer(hello, suite.get(), group.get(), scheme.get(), profile);
                yield refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-common-srtp-profile");
            }
        };
    }

    private Step demandCookie() {
        var cookie = Bytes.of(terms.chance().bytes(COOKIE_LENGTH));
        var demand = conversation.say(HandshakeType.HELLO_VERIFY_REQUEST, new HelloVerifyRequest(cookie).write());
        conversation.forget();
        state = new State.AwaitHello(Optional.of(cookie));
        // Not repeated by timer: that would make us talk to an address that may not have asked (RFC 6347 §4.2.1).
        return new Step.Send(new Flight(List.of(demand), false));
    }

    private static boolean sameCookie(Bytes ours, Bytes theirs) {
        return MessageDigest.isEqual(ours.toArray(), theirs.toArray());
    }

    private Step answer(
            ClientHello hello, CipherSuite suite, KeyShare.Group group, SignatureScheme scheme, int srtpProfile) {
        var random = Bytes.of(terms.chance().bytes(ClientHello.RANDOM_LENGTH));
        boolean extended = hello.extensions().has(Extensions.EXTENDED_MASTER_SECRET);
        var agreed = new Agreed(suite, srtpProfile, extended, hello.random(), random);
        var share = KeyShare.generate(group, terms.chance());
        var flight = new ArrayList<Item>();
        var serverHello = new ServerHello(
                DtlsRecord.DTLS_1_2, random, Bytes.EMPTY, suite.code, 0, extensions(hello, srtpProfile));
        flight.add(conversation.say(HandshakeType.SERVER_HELLO, serverHello.write()));
        var chain = new CertificateMessage(List.of(terms.identity().certificate()));
        flight.add(conversation.say(HandshakeType.CERTIFICATE, chain.write()));
        var signed = ServerKeyExchange.signed(hello.random(), random, group.code, share.publicKey());
        var signature = new Signature(scheme.code, scheme.sign(terms.identity().key(), signed));
        flight.add(conversation.say(
                HandshakeType.SERVER_KEY_EXCHANGE,
                new ServerKeyExchange(group.code, share.publicKey(), signature).write()));
        flight.add(conversation.say(HandshakeType.CERTIFICATE_REQUEST, CertificateRequest.ANY.write()));
        flight.add(conversation.say(HandshakeType.SERVER_HELLO_DONE, Bytes.EMPTY));
        state = new State.AwaitCertificate(agreed, share);
        return new Step.Send(new Flight(List.copyOf(flight), true));
    }

    /// Answers what was offered and what we know, and nothing else.
    private static Extensions extensions(ClientHello hello, int srtpProfile) {
        var offered = hello.extensions();
        var ours = new LinkedHashMap<Integer, Bytes>();
        if (offered.has(Extensions.RENEGOTIATION_INFO)
                || hello.suites().contains(CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV))
            ours.put(Extensions.RENEGOTIATION_INFO, Extensions.EMPTY_RENEGOTIATION_INFO);
        if (offered.has(Extensions.EXTENDED_MASTER_SECRET)) ours.put(Extensions.EXTENDED_MASTER_SECRET, Bytes.EMPTY);
        if (offered.has(Extensions.EC_POINT_FORMATS)) ours.put(Extensions.EC_POINT_FORMATS, Extensions.POINT_FORMATS);
        ours.put(Extensions.USE_SRTP, new UseSrtp(List.of(srtpProfile), Bytes.EMPTY).write());
        return new Extensions(ours);
    }

    private Step onCertificate(HandshakeMessage message, CertificateMessage certificate, State.AwaitCertificate await) {
        if (certificate.chain().isEmpty()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-certificate");
        var own = certificate.chain().getFirst();
        if (!terms.expects(own)) return refuse(Alert.BAD_CERTIFICATE, "dtls-fingerprint");
        return switch (PeerKey.of(own)) {
            case Malformed<PeerKey>(var why) -> refuse(Alert.UNSUPPORTED_CERTIFICATE, why);
            case Ok<PeerKey>(var key) -> {
                conversation.hear(message);
                state = new State.AwaitKeyExchange(await.agreed(), await.share(), key);
                yield Step.WAIT;
            }
        };
    }

    /// A ClientKeyExchange is the client's public key and nothing else (RFC 8422 §5.7).
    private Step onKeyExchange(HandshakeMessage message, State.AwaitKeyExchange await) {
        var reader = new TlsReader(message.body());
        var publicKey = reader.vector8();
        if (!reader.ended()) return refuse(Alert.DECODE_ERROR, "dtls-client-key-exchange");
        var premaster = await.share().agree(publicKey);
        if (premaster.isEmpty()) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-client-key");
        conversation.hear(message);
        var agreed = await.agreed();
        var session = agreed.extendedMasterSecret()
                ? Session.extended(agreed, premaster.get(), conversation.soFar())
                : Session.plain(agreed, premaster.get());
        state = new State.AwaitVerify(agreed.srtpProfile(), session, await.peer());
        return new Step.Protect(session, Flight.NOTHING);
    }

    private Step onVerify(HandshakeMessage message, Signature signature, State.AwaitVerify await) {
        if (!signature.verifies(await.peer().parameter(), conversation.soFar()))
            return refuse(Alert.DECRYPT_ERROR, "dtls-certificate-signature");
        conversation.hear(message);
        state = new State.AwaitFinished(await.srtpProfile(), await.session());
        return Step.WAIT;
    }

    private Step onFinished(HandshakeMessage message, State.AwaitFinished await) {
        var expected = await.session().verifyData(Role.CLIENT, conversation.soFar());
        if (!MessageDigest.isEqual(expected.toArray(), message.body().toArray()))
            return refuse(Alert.DECRYPT_ERROR, "dtls-finished");
        conversation.hear(message);
        var ours = await.session().verifyData(Role.SERVER, conversation.soFar());
        var finished = conversation.say(HandshakeType.FINISHED, ours);
        conversation.forget();
        state = new State.Over();
        return new Step.Complete(
                new Flight(List.of(new Item.ChangeCipherSpec(), finished), false), await.srtpProfile());
    }
}
