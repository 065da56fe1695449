package io.glasscast.app.house;

import io.glasscast.api.http.TlsSuites;
import io.glasscast.app.config.Config;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// TLS of media: what RTMPS shows, and what destinations must show.
final class MediaTls {
    private MediaTls() {}

    /// The operator's certificate; without one, `own`, which nobody vouches for: what is sent is at least encrypted for
    /// publishers that do not ask who they talk to.
    static SslContext incoming(Optional<Config.Tls> tls, DtlsIdentity own) throws HouseProblem {
        try {
            var builder = tls.isPresent()
                    ? SslContextBuilder.forServer(
                            tls.get().certificate().toFile(), tls.get().key().toFile())
                    : selfSigned(own);
            return builder.sslProvider(provider())
                    .protocols(TlsSuites.VERSIONS)
                    // Those that the provider knows: the JDK's need not have all of them.
                    .ciphers(TlsSuites.NAMES, SupportedCipherSuiteFilter.INSTANCE)
                    .build();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new HouseProblem("tls.certificate and tls.key cannot be used: " + e.getMessage());
        }
    }

    /// @param more a PEM file of certificates that are trusted beside the usual ones
    static SSLContext outgoing(Optional<Path> more) throws HouseProblem {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, more.isPresent() ? trusting(more.get()).getTrustManagers() : null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new HouseProblem(
                    "outputs.trust: " + more.map(Path::toString).orElse("") + " cannot be used: " + e.getMessage());
        }
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private static SslContextBuilder selfSigned(DtlsIdentity own) throws GeneralSecurityException {
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(own.privateKey().toArray()));
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(own.certificate().toArray()));
        return SslContextBuilder.forServer(key, (X509Certificate) certificate);
    }

    private static TrustManagerFactory trusting(Path more) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (var usual : usual()) store.setCertificateEntry("usual-" + number++, usual);
        try (var pem = Files.newInputStream(more)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem))
                store.setCertificateEntry("more-" + number++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static X509Certificate[] usual() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (var manager : factory.getTrustManagers())
            if (manager instanceof X509TrustManager x509) return x509.getAcceptedIssuers();
        return new X509Certificate[0];
    }
}
