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

/// The client's part (RFC 5246 §7.3); the picture is at [ServerHandshake].
final class ClientHandshake implements Handshake {
    /// What we wait for, and what we know by then.
    private sealed interface State {
        record Idle() implements State {}

        record AwaitHello(ClientHello ours, boolean cookieSeen) implements State {}

        record AwaitCertificate(Agreed agreed) implements State {}

        record AwaitKeyExchange(Agreed agreed, PeerKey peer) implements State {}

        record AwaitDone(Agreed agreed, ServerKeyExchange theirs, Optional<CertificateRequest> request)
                implements State {}

        record AwaitFinished(int srtpProfile, Session session) implements State {}

        record Over() implements State {}
    }

    private final Terms terms;
    private final Conversation conversation = new Conversation();
    private State state = new State.Idle();

    ClientHandshake(Terms terms) {
        this.terms = terms;
    }

    @Override
    public Step begin() {
        var extensions = new LinkedHashMap<Integer, Bytes>();
        extensions.put(Extensions.RENEGOTIATION_INFO, Extensions.EMPTY_RENEGOTIATION_INFO);
        extensions.put(Extensions.EXTENDED_MASTER_SECRET, Bytes.EMPTY);
        extensions.put(Extensions.SUPPORTED_GROUPS, codes(KeyShare.Group.CODES));
        extensions.put(Extensions.EC_POINT_FORMATS, Extensions.POINT_FORMATS);
        extensions.put(Extensions.SIGNATURE_ALGORITHMS, codes(SignatureScheme.CODES));
        extensions.put(Extensions.USE_SRTP, new UseSrtp(terms.srtpProfiles(), Bytes.EMPTY).write());
        var random = Bytes.of(terms.chance().bytes(ClientHello.RANDOM_LENGTH));
        return hello(
                new ClientHello(
                        DtlsRecord.DTLS_1_2,
                        random,
                        Bytes.EMPTY,
                        Bytes.EMPTY,
                        CipherSuite.CODES,
                        false,
                        new Extensions(extensions)),
                false);
    }

    private static Bytes codes(List<Integer> codes) {
        return new TlsWriter().codes16(codes).toBytes();
    }

    private Step hello(ClientHello hello, boolean cookieSeen) {
        var said = conversation.say(HandshakeType.CLIENT_HELLO, hello.write());
        state = new State.AwaitHello(hello, cookieSeen);
        return new Step.Send(new Flight(List.of(said), true));
    }

    @Override
    public Step on(HandshakeMessage message) {
        return switch (state) {
            case State.AwaitHello(var ours, var cookieSeen)
            when message.type() == HandshakeType.HELLO_VERIFY_REQUEST && !cookieSeen ->
                switch (HelloVerifyRequest.parse(message.body())) {
                    case Malformed<HelloVerifyRequest>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<HelloVerifyRequest>(var request) -> {
                        conversation.forget();
                        yield hello(ours.withCookie(request.cookie()), true);
                    }
                };
            case State.AwaitHello await
            when message.type() == HandshakeType.SERVER_HELLO ->
                switch (ServerHello.parse(message.body())) {
                    case Malformed<ServerHello>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<ServerHello>(var theirs) -> onHello(message, await.ours(), theirs);
                };
            case State.AwaitCertificate(var agreed)
            when message.type() == HandshakeType.CERTIFICATE ->
                switch (CertificateMessage.parse(message.body())) {
                    case Malformed<CertificateMessage>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<CertificateMessage>(var certificate) -> onCertificate(message, certificate, agreed);
                };
            case State.AwaitKeyExchange await
            when message.type() == HandshakeType.SERVER_KEY_EXCHANGE ->
                switch (ServerKeyExchange.parse(message.body())) {
                    case Malformed<ServerKeyExchange>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<ServerKeyExchange>(var exchange) -> onKeyExchange(message, exchange, await);
                };
            case State.AwaitDone(var agreed, var theirs, var request)
            when message.type() == HandshakeType.CERTIFICATE_REQUEST && request.isEmpty() ->
                switch (CertificateRequest.parse(message.body())) {
                    case Malformed<CertificateRequest>(var why) -> refuse(Alert.DECODE_ERROR, why);
                    case Ok<CertificateRequest>(var asked) -> {
                        conversation.hear(message);
                        state = new State.AwaitDone(agreed, theirs, Optional.of(asked));
                        yield Step.WAIT;
                    }
                };
            case State.AwaitDone await when message.type() == HandshakeType.SERVER_HELLO_DONE -> onDone(message, await);
            case State.AwaitFinished await when message.type() == HandshakeType.FINISHED -> onFinished(message, await);
            case State.Idle _,
                    State.AwaitHello _,
                    State.AwaitCertificate _,
                    State.AwaitKeyExchange _,
                    State.AwaitDone _,
                    State.AwaitFinished _,
                    State.Over _ -> refuse(Alert.UNEXPECTED_MESSAGE, "dtls-unexpected-message");
        };
    }

    private Step onHello(HandshakeMessage message, ClientHello ours, ServerHello theirs) {
        if (theirs.version() != DtlsRecord.DTLS_1_2) return refuse(Alert.PROTOCOL_VERSION, "dtls-server-version");
        var suite = CipherSuite.of(theirs.suite());
        if (suite.isEmpty()) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-server-suite");
        if (theirs.compression() != 0) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-compression");
        var extensions = theirs.extensions();
        if (!ours.extensions().types().containsAll(extensions.types()))
            return refuse(Alert.UNSUPPORTED_EXTENSION, "dtls-extension-unasked");
        if (!extensions.firstHandshake()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-renegotiation");
        if (!extensions.uncompressedPoints()) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-point-formats");
        var useSrtp = extensions.find(Extensions.USE_SRTP);
        if (useSrtp.isEmpty()) return refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-srtp");
        return switch (UseSrtp.parse(useSrtp.get())) {
            case Malformed<UseSrtp>(var why) -> refuse(Alert.DECODE_ERROR, why);
            case Ok<UseSrtp>(var chosen) -> {
                if (chosen.profiles().size() != 1 || !terms.srtpProfiles().containsAll(chosen.profiles()))
                    yield refuse(Alert.ILLEGAL_PARAMETER, "dtls-server-srtp-profile");
                if (!chosen.mki().isEmpty()) yield refuse(Alert.ILLEGAL_PARAMETER, "dtls-server-srtp-mki");
                conversation.hear(message);
                boolean extended = extensions.has(Extensions.EXTENDED_MASTER_SECRET);
                state = new State.AwaitCertificate(new Agreed(
                        suite.get(), chosen.profiles().getFirst(), extended, ours.random(), theirs.random()));
                yield Step.WAIT;
            }
        };
    }

    private Step onCertificate(HandshakeMessage message, CertificateMessage certificate, Agreed agreed) {
        if (certificate.chain().isEmpty()) return refuse(Alert.DECODE_ERROR, "dtls-no-certificate");
        var own = certificate.chain().getFirst();
        if (!terms.expects(own)) return refuse(Alert.BAD_CERTIFICATE, "dtls-fingerprint");
        return switch (PeerKey.of(own)) {
            case Malformed<PeerKey>(var why) -> refuse(Alert.UNSUPPORTED_CERTIFICATE, why);
            case Ok<PeerKey>(var key) -> {
                if (key.rsa() != agreed.suite().rsa) yield refuse(Alert.ILLEGAL_PARAMETER, "dtls-certificate-key-kind");
                conversation.hear(message);
                state = new State.AwaitKeyExchange(agreed, key);
                yield Step.WAIT;
            }
        };
    }

    private Step onKeyExchange(HandshakeMessage message, ServerKeyExchange exchange, State.AwaitKeyExchange await) {
        var agreed = await.agreed();
        var signed = ServerKeyExchange.signed(
                agreed.clientRandom(), agreed.serverRandom(), exchange.group(), exchange.publicKey());
        if (!exchange.signature().verifies(await.peer().parameter(), signed))
            return refuse(Alert.DECRYPT_ERROR, "dtls-key-exchange-signature");
        conversation.hear(message);
        state = new State.AwaitDone(agreed, exchange, Optional.empty());
        return Step.WAIT;
    }

    private Step onDone(HandshakeMessage message, State.AwaitDone await) {
        if (!message.body().isEmpty()) return refuse(Alert.DECODE_ERROR, "dtls-server-hello-done");
        var group = KeyShare.Group.of(await.theirs().group());
        if (group.isEmpty()) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-server-group");
        var share = KeyShare.generate(group.get(), terms.chance());
        var premaster = share.agree(await.theirs().publicKey());
        if (premaster.isEmpty()) return refuse(Alert.ILLEGAL_PARAMETER, "dtls-server-key");
        Optional<SignatureScheme> scheme = Optional.empty();
        if (await.request().isPresent()) {
            var request = await.request().get();
            scheme = SignatureScheme.forOurKey(request.schemes());
            if (scheme.isEmpty() || !request.takesEcdsa())
                return refuse(Alert.HANDSHAKE_FAILURE, "dtls-no-common-signature");
        }
        conversation.hear(message);
        return answer(await.agreed(), share, premaster.get(), scheme);
    }

    /// @param scheme how to prove ourselves, if the server asked for that at all
    private Step answer(Agreed agreed, KeyShare share, Bytes premaster, Optional<SignatureScheme> scheme) {
        var flight = new ArrayList<Item>();
        if (scheme.isPresent()) {
            var chain = new CertificateMessage(List.of(terms.identity().certificate()));
            flight.add(conversation.say(HandshakeType.CERTIFICATE, chain.write()));
        }
        flight.add(conversation.say(
                HandshakeType.CLIENT_KEY_EXCHANGE,
                new TlsWriter().vector8(share.publicKey()).toBytes()));
        var session = agreed.extendedMasterSecret()
                ? Session.extended(agreed, premaster, conversation.soFar())
                : Session.plain(agreed, premaster);
        if (scheme.isPresent()) {
            var value = scheme.get().sign(terms.identity().key(), conversation.soFar());
            flight.add(conversation.say(
                    HandshakeType.CERTIFICATE_VERIFY, new Signature(scheme.get().code, value).write()));
        }
        flight.add(new Item.ChangeCipherSpec());
        var verifyData = session.verifyData(Role.CLIENT, conversation.soFar());
        flight.add(conversation.say(HandshakeType.FINISHED, verifyData));
        state = new State.AwaitFinished(agreed.srtpProfile(), session);
        return new Step.Protect(session, new Flight(List.copyOf(flight), true));
    }

    private Step onFinished(HandshakeMessage message, State.AwaitFinished await) {
        var expected = await.session().verifyData(Role.SERVER, conversation.soFar());
        if (!MessageDigest.isEqual(expected.toArray(), message.body().toArray()))
            return refuse(Alert.DECRYPT_ERROR, "dtls-finished");
        conversation.forget();
        state = new State.Over();
        return new Step.Complete(Flight.NOTHING, await.srtpProfile());
    }
}
