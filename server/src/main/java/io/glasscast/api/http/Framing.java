package io.glasscast.api.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/// How an HTTP/1 request says where it ends and for whom it is. What a proxy in front may read in another way than we
/// do is not read at all: it could see one request where we see two, and the answers of one client would go to
/// another. The codec refuses most of that by itself; this is what it lets pass.
final class Framing {
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";

    private Framing() {}

    /// Whether there is one way to read it (RFC 9112 §3, §5.1, §6.1).
    static boolean isClear(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) return true;
        var headers = request.headers();
        if (headers.contains(TRANSFER_ENCODING)) {
            var coded = headers.getAll(TRANSFER_ENCODING);
            if (request.version() == HttpVersion.HTTP_1_0 || coded.size() != 1 || !isChunked(coded.getFirst()))
                return false;
        }
        var hosts = headers.getAll("Host");
        boolean addressed = hosts.size() == 1 && isVisible(hosts.getFirst())
                || hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_0;
        return addressed && !headers.contains("") && isVisible(request.uri());
    }

    /// Whether whatever follows it on its connection must not be taken for another request. The codec has dropped the
    /// length of one that came with a length, too, so all that are chunked count (RFC 9112 §6.1).
    static boolean isLast(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && request.headers().contains(TRANSFER_ENCODING);
    }

    private static boolean isChunked(String coding) {
        return coding.strip().equalsIgnoreCase("chunked");
    }

    /// Whether it is of characters that can be seen, as every address is.
    private static boolean isVisible(String address) {
        for (int i = 0; i < address.length(); i++)
            if (address.charAt(i) <= ' ' || address.charAt(i) >= 0x7F) return false;
        return true;
    }
}
