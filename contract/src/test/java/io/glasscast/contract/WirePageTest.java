package io.glasscast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about the wires says what the records and their writers say. */
final class WirePageTest {
    static final String RENEWAL = "mvn -q test -pl contract -am -Dtest=WirePageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -DwirePage=renew";

    private static final Path FILE = Path.of("../docs/protocols/messages.md");

    @Test
    void thePageIsWhatTheRecordsSay() throws Exception {
        var page = WirePage.markdown();
        if (System.getProperty("wirePage", "").equals("renew")) Files.writeString(FILE, page);
        assertThat(Files.readString(FILE))
                .as("docs/protocols/messages.md is stale; renew it with: %s", RENEWAL)
                .isEqualTo(page);
    }
}
