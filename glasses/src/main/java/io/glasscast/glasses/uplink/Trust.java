package io.glasscast.glasses.uplink;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Whose certificates the glasses believe when they talk TLS.
public sealed interface Trust {
    /// Those that the machine believes.
    record Usual() implements Trust {}

    /// Those in a PEM file and those they have signed, and no others.
    record Authorities(Path pem) implements Trust {}

    /// Anybody's: for tests against a server with a certificate of its own making.
    record Anybody() implements Trust {}

    /// @throws IllegalArgumentException when the PEM file cannot be read or holds no certificates
    default SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            switch (this) {
                case Usual() -> context.init(null, null, null);
                case Authorities(var pem) -> context.init(null, authorities(pem), null);
                case Anybody() -> context.init(null, new TrustManager[] {new Believer()}, null);
            }
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("no certificates to trust: " + e.getMessage());
        }
    }

    private static TrustManager[] authorities(Path pem) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in))
                store.setCertificateEntry("ca-" + number++, certificate);
            if (number == 0) throw new CertificateException(pem.getFileName() + " holds none");
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /// The extended kind, because the JDK puts a check of the host's name around the plain kind.
    final class Believer extends X509ExtendedTrustManager {
        private static final X509Certificate[] NOBODY_IN_PARTICULAR = {};

        private Believer() {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return NOBODY_IN_PARTICULAR;
        }
    }
}
