package io.glasscast.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the pages are made of: nothing inline, and nothing of anybody else.
class PagesTest {
    private static final Path WEB = Path.of("src", "main", "resources", "web");

    /// Scripts and styles between tags, in attributes, and in addresses.
    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\bsrc=)|<style|\\sstyle=|\\son[a-z]+=|javascript:", Pattern.CASE_INSENSITIVE);

    /// An attribute, import or call that leads away from here.
    private static final Pattern ABROAD = Pattern.compile(
            "(?:src|href|action|poster)=\"(?:\\w+:)?//|(?:from|import\\(|fetch\\(|url\\()\\s*['\"`]?(?:\\w+:)?//");

    private static List<Path> files(String pattern) throws IOException {
        try (var files = Files.walk(WEB)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .toList();
        }
    }

    @Test
    void nothingIsInline() throws Exception {
        assertThat(files(".*\\.html"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(page -> assertThat(
                                INLINE.matcher(Files.readString(page)).results().map(found -> found.group()))
                        .isEmpty());
    }

    @Test
    void nothingComesFromOtherSites() throws Exception {
        assertThat(files(".*\\.(html|css|js|svg)"))
                .hasSizeGreaterThan(15)
                .allSatisfy(file -> assertThat(
                                ABROAD.matcher(Files.readString(file)).results().map(found -> found.group()))
                        .as(file.toString())
                        .isEmpty());
    }
}
