package io.glasscast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzRecordTest {
    private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 27);
    private static final List<String> TARGETS = List.of("ice", "stun");

    @Test
    void campaignsAddUpInTheTable(@TempDir Path root) throws IOException {
        var page = Files.createDirectories(root.resolve("docs")).resolve("fuzzing.md");
        Files.writeString(page, """
                Before.
                <!-- results: written by ./glasscast fuzz --record -->
                old
                <!-- end of results -->
                Behind.
                """);
        var record = new FuzzRecord(root);
        record.add(FRIDAY, "stun", new FuzzScore(600, 1_000_000, 190, 400, 1), TARGETS);
        record.add(FRIDAY.plusDays(1), "stun", new FuzzScore(600, 2_000_000, 195, 390, 0), TARGETS);
        assertThat(page).hasContent("""
                        Before.
                        <!-- results: written by ./glasscast fuzz --record -->

                        | target | last | seconds | inputs | edges | features | findings |
                        |---|---|---:|---:|---:|---:|---:|
                        | `ice` | never | 0 | | | | |
                        | `stun` | 2026-11-28 | 1,200 | 3,000,000 | 195 | 400 | 1 |

                        <!-- end of results -->
                        Behind.
                        """);
    }

    @Test
    void aTargetIsCalledByWhatItsCorporaHaveInCommon() {
        assertThat(FuzzTarget.name(List.of("stun"))).isEqualTo("stun");
        assertThat(FuzzTarget.name(List.of("payload-h264", "payload-vp8"))).isEqualTo("payload");
    }
}
