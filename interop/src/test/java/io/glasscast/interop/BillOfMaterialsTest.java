package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// The bill of materials that the build wrote, against what is pinned.
class BillOfMaterialsTest {
    private static final Path ROOT = Tools.MODULE.resolve("..");
    private static final Path BOM = ROOT.resolve("bench/target/glasscast-bom.json");

    /// A line of `sha256sum`: the sum, two blanks, and a name.
    private static final int SUM_CHARS = 64, BETWEEN = 2;

    private static List<JsonObject> foreign() throws IOException {
        assumeTrue(Files.exists(BOM), "written when the modules are packaged");
        var components =
                JsonParser.parseString(Files.readString(BOM)).getAsJsonObject().getAsJsonArray("components");
        return StreamSupport.stream(components.spliterator(), false)
                .map(component -> component.getAsJsonObject())
                .filter(component -> !component.get("group").getAsString().startsWith("io.glasscast"))
                .toList();
    }

    /// As the file is called: the classifier is in the package URL alone.
    private static String file(JsonObject component) {
        var purl = component.get("purl").getAsString();
        var classifier = purl.contains("classifier=") ? "-" + purl.replaceAll(".*classifier=([^&]*).*", "$1") : "";
        return component.get("name").getAsString() + "-"
                + component.get("version").getAsString() + classifier + ".jar";
    }

    private static String sha256(JsonObject component) {
        for (var hash : component.getAsJsonArray("hashes"))
            if (hash.getAsJsonObject().get("alg").getAsString().equals("SHA-256"))
                return hash.getAsJsonObject().get("content").getAsString();
        return "";
    }

    @Test
    void namesEveryLibraryThatIsPinnedAndNoOther() throws Exception {
        var listed = new TreeMap<String, String>();
        for (var component : foreign()) listed.put(file(component), sha256(component));
        Map<String, String> pinned = new TreeMap<>();
        for (var line : Files.readAllLines(ROOT.resolve("dependencies.sha256")))
            pinned.put(line.substring(SUM_CHARS + BETWEEN), line.substring(0, SUM_CHARS));
        assertThat(listed).isEqualTo(pinned);
    }

    @Test
    void saysUnderWhichLicenceEachIs() throws Exception {
        assertThat(foreign())
                .allSatisfy(component -> assertThat(component.getAsJsonArray("licenses"))
                        .as(component.get("name").getAsString())
                        .isNotEmpty());
    }
}
