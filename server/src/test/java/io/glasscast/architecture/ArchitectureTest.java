package io.glasscast.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The arrows between the rooms. Think hard about the layering before changing this file.
class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // In a whole build the test kit of `media` comes as a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.glasscast");

    /// What each room may import of the house, beside itself. A room that is not named here may not exist.
    private static final Map<String, List<String>> ARROWS = arrows();

    private static Map<String, List<String>> arrows() {
        var arrows = new TreeMap<String, List<String>>();
        arrows.put("contract", List.of());
        arrows.put("kernel", List.of());
        arrows.put("media", List.of("kernel"));
        arrows.put("bitstream", List.of("kernel", "media"));
        arrows.put("protocol", List.of());
        for (var stranger : List.of("stun", "dtls", "srtp", "rtp", "sdp", "srt", "mpegts", "flv", "fmp4"))
            arrows.put("protocol." + stranger, List.of("kernel", "media", "bitstream"));
        arrows.put("protocol.congestion", List.of("kernel", "media", "bitstream", "protocol.rtp"));
        arrows.put(
                "protocol.webrtc",
                List.of(
                        "kernel",
                        "media",
                        "bitstream",
                        "protocol.stun",
                        "protocol.dtls",
                        "protocol.srtp",
                        "protocol.rtp",
                        "protocol.congestion",
                        "protocol.sdp"));
        arrows.put("protocol.rtmp", List.of("kernel", "media", "bitstream", "protocol.flv"));
        arrows.put("protocol.hls", List.of("kernel", "media", "bitstream", "protocol.fmp4"));
        arrows.put("protocol.dash", List.of("kernel", "media", "bitstream", "protocol.fmp4"));
        arrows.put("hub", List.of("kernel", "media", "bitstream"));
        arrows.put("transcode", List.of("kernel", "media", "bitstream", "hub"));
        arrows.put("gates", List.of("kernel", "media", "bitstream", "hub", "protocol.*"));
        arrows.put("drive", List.of("kernel", "media", "bitstream", "hub", "protocol.*", "gates"));
        arrows.put("control", List.of("contract", "kernel"));
        arrows.put("store", List.of("kernel"));
        arrows.put("api", List.of("contract", "kernel", "control", "store", "gates", "drive"));
        arrows.put("glasses", List.of("contract", "kernel", "media", "bitstream", "protocol.*"));
        arrows.put("sdk", List.of("contract"));
        arrows.put("examples", List.of("contract", "sdk"));
        arrows.put("app", List.of("*"));
        return arrows;
    }

    /// Rooms of machines and rules: time, chance and work to do come in and go out as values.
    private static final String[] MACHINES = {
        "io.glasscast.kernel..",
        "io.glasscast.media..",
        "io.glasscast.bitstream..",
        "io.glasscast.protocol..",
        "io.glasscast.hub.."
    };

    /// `io.glasscast.protocol.rtp.h264.X` is of room `protocol.rtp`; `io.glasscast.api.http.X` of room `api`.
    private static String room(JavaClass type) {
        var parts = type.getPackageName().split("\\.", -1);
        if (parts.length < 3) return "";
        return parts[2].equals("protocol") && parts.length > 3 ? "protocol." + parts[3] : parts[2];
    }

    private static boolean mayImport(String from, String to) {
        return from.equals(to)
                || ARROWS.getOrDefault(from, List.of()).stream()
                        .anyMatch(arrow -> arrow.equals("*")
                                || arrow.equals(to)
                                || (arrow.endsWith(".*") && to.startsWith(arrow.substring(0, arrow.length() - 1))));
    }

    @Test
    void arrowsHold() {
        var broken = new TreeSet<String>();
        for (var type : HOUSE)
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith("io.glasscast")) continue;
                if (!mayImport(room(type), room(target)))
                    broken.add(room(type) + " -> " + room(target) + ": " + dependency.getDescription());
            }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyRoomIsInThePlan() {
        var rooms = new TreeSet<String>();
        for (var type : HOUSE) rooms.add(room(type));
        assertThat(ARROWS.keySet()).containsAll(rooms);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.glasscast.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void machinesKnowNoSocketThreadOrClock() {
        noClasses()
                .that()
                .resideInAnyPackage(MACHINES)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.netty..", "io.vertx..", "java.nio.channels..", "java.util.concurrent..", "java.net.http.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callConstructor(Random.class)
                .check(HOUSE);
    }

    @Test
    void eachForeignLibraryHasItsRooms() {
        var elsewhere = new ArrayList<Foreign>();
        elsewhere.add(new Foreign("io.netty..", "drive", "api", "app"));
        elsewhere.add(new Foreign("io.vertx..", "api", "app"));
        elsewhere.add(new Foreign("org.bytedeco..", "glasses", "transcode"));
        elsewhere.add(new Foreign("com.google.gson..", "contract", "api", "glasses", "sdk", "app"));
        elsewhere.add(new Foreign("org.bouncycastle..", "protocol"));
        elsewhere.add(new Foreign("io.micrometer..", "app"));
        elsewhere.add(new Foreign("picocli..", "app"));
        elsewhere.add(new Foreign("ch.qos.logback..", "app"));
        elsewhere.add(new Foreign("org.snakeyaml..", "app"));
        elsewhere.add(new Foreign("org.sqlite..", "store"));
        for (var foreign : elsewhere)
            noClasses()
                    .that(not(foreign.rooms))
                    .should()
                    .dependOnClassesThat(resideInAPackage(foreign.packages))
                    .as(foreign.packages + " is used in " + List.of(foreign.rooms) + " only")
                    .check(HOUSE);
    }

    private record Foreign(String packages, String... rooms) {}

    private static DescribedPredicate<JavaClass> not(String... rooms) {
        var packages = new String[rooms.length];
        for (int i = 0; i < rooms.length; i++) packages[i] = "io.glasscast." + rooms[i] + "..";
        return DescribedPredicate.not(resideInAnyPackage(packages));
    }

    @Test
    void onlyTheAppReadsItsSurroundings() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.glasscast.app..")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(HOUSE);
    }

    @Test
    void nobodyPrintsButTheCommandsAndExamples() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.glasscast.app..", "io.glasscast.examples..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(HOUSE);
    }

    @Test
    void classesAreFinalAndNotAbstract() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotAnonymousClasses()
                .and()
                .areNotEnums()
                .should()
                .notHaveModifier(JavaModifier.ABSTRACT)
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(HOUSE);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)").check(HOUSE);
    }

    @Test
    void everyPackageIsNullMarked() {
        var unmarked = new TreeSet<String>();
        for (var type : HOUSE) {
            var name = type.getPackageName();
            if (HOUSE.getPackage(name).isAnnotatedWith(NullMarked.class)) continue;
            unmarked.add(name);
        }
        assertThat(unmarked).isEmpty();
    }

    /// A rule over nothing passes.
    @Test
    void theRulesSawTheHouse() {
        assertThat(HOUSE.size()).isGreaterThan(400);
        for (var room :
                List.of("kernel", "media", "protocol.rtp", "hub", "control", "api", "app", "contract", "glasses"))
            assertThat(HOUSE.stream().anyMatch(type -> room(type).equals(room)))
                    .as(room)
                    .isTrue();
    }
}
