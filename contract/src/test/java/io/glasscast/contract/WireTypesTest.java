package io.glasscast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The TypeScript SDK speaks of the wire in the same words. */
final class WireTypesTest {
    static final String RENEWAL = "mvn -q test -pl contract -am -Dtest=WireTypesTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -DwireTypes=renew";

    private static final Path FILE = Path.of("../sdk/ts/src/wire.ts");

    @Test
    void typesOfTheTypeScriptSdkAreThoseOfTheWriters() throws Exception {
        var types = WireTypes.typeScript();
        if (System.getProperty("wireTypes", "").equals("renew")) Files.writeString(FILE, types);
        assertThat(Files.readString(FILE))
                .as("sdk/ts/src/wire.ts is stale; renew it with: %s", RENEWAL)
                .isEqualTo(types);
    }
}
