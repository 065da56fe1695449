package io.glasscast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * What others depend on, as a public repository would take it. Runs when everything is packed (see the POM), since it
 * reads what was packed.
 */
final class ArtifactsCheck {
    /** Class files of Java 17. */
    private static final int CLASS_VERSION = 61;

    /** What a public repository asks of a POM. */
    private static final List<String> DESCRIBED = List.of(
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/url");

    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    @ParameterizedTest
    @CsvSource({
        "glasscast-sdk, target, io.glasscast.sdk, glasscast-contract gson",
        "glasscast-contract, ../../contract/target, io.glasscast.contract, gson"
    })
    void oneCanDependOnIt(String artifact, Path target, String module, String dependencies) throws Exception {
        var pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(target.resolve("flattened-pom.xml").toFile());
        assertThat(text(pom, "artifactId")).isEqualTo(artifact);
        assertThat(text(pom, "groupId")).isEqualTo("io.glasscast");
        assertThat(text(pom, "parent")).isEmpty();
        for (var element : DESCRIBED) assertThat(text(pom, element)).as(element).isNotBlank();
        assertThat(needed(pom)).containsExactlyInAnyOrder(dependencies.split(" "));

        var version = text(pom, "version");
        var files = new ArrayList<String>();
        try (var found = Files.newDirectoryStream(target, artifact + "-*")) {
            found.forEach(file -> files.add(file.getFileName().toString()));
        }
        var stem = artifact + "-" + version;
        assertThat(files)
                .filteredOn(file -> !file.endsWith(".asc"))
                .containsExactlyInAnyOrder(stem + ".jar", stem + "-sources.jar", stem + "-javadoc.jar");

        Set<String> classes;
        try (var jar = new JarFile(target.resolve(stem + ".jar").toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo(module);
            classes = names(jar, ".class");
            assertThat(classes)
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith(module.replace('.', '/') + "/"))
                    .allMatch(name -> classVersion(jar, name) == CLASS_VERSION);
        }
        try (var jar = new JarFile(target.resolve(stem + "-sources.jar").toFile())) {
            assertThat(names(jar, ".java"))
                    .containsAll(classes.stream()
                            .filter(name -> name.indexOf('$') < 0)
                            .map(name -> name.replace(".class", ".java"))
                            .toList());
        }
        try (var jar = new JarFile(target.resolve(stem + "-javadoc.jar").toFile())) {
            assertThat(names(jar, ".html"))
                    .contains("index.html", module + "/" + module.replace('.', '/') + "/package-summary.html");
        }
    }

    /** Without what only compilers and tests need. */
    private static List<String> needed(Document pom) throws XPathExpressionException {
        var nodes = (NodeList) XPATH.evaluate(
                "/project/dependencies/dependency[not(scope = 'provided' or scope = 'test')]/artifactId",
                pom,
                XPathConstants.NODESET);
        var names = new ArrayList<String>();
        for (int i = 0; i < nodes.getLength(); i++)
            names.add(nodes.item(i).getTextContent().trim());
        return names;
    }

    private static String text(Document pom, String element) throws XPathExpressionException {
        return XPATH.evaluate("/project/" + element, pom).trim();
    }

    private static Set<String> names(JarFile jar, String ending) {
        return jar.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.endsWith(ending))
                .collect(Collectors.toSet());
    }

    private static int classVersion(JarFile jar, String name) {
        try (var data = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
            data.readInt(); // magic
            data.readUnsignedShort(); // minor
            return data.readUnsignedShort();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
