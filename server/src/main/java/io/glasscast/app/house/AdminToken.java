package io.glasscast.app.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/// The secret that lets its holder do everything the API can do.
///
/// @param value base64url, 256 bits
public record AdminToken(String value) {
    public static final String FILE = "admin-token";

    private static final int BYTES = 32;

    /// The token in folder `data`, made when there is none yet. Only its owner can read the file.
    public static AdminToken in(Path data) throws IOException {
        var file = data.resolve(FILE);
        if (Files.exists(file)) return new AdminToken(Files.readString(file).strip());
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        if (Files.getFileStore(data).supportsFileAttributeView("posix"))
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token + "\n");
        return new AdminToken(token);
    }

    @Override
    public String toString() {
        return "(admin token)";
    }
}
