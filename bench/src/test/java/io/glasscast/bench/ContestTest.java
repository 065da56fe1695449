package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ContestTest {
    private record Score(String contestant, int step, double points) implements Sample {}

    private static final Figure<Score> POINTS = new Figure<>("points", "points", 1, Score::points);

    private static final Topic<Score> GAME = new Topic<>(
            "game",
            "A game",
            "balls",
            POINTS,
            List.of(new Figure<>("unknown", "unknown", 0, _ -> Double.NaN)),
            List.of(POINTS),
            score -> score.points() > 20 ? Optional.of("too good") : Optional.empty(),
            "Thrown by hand.");

    private final List<String> log = new ArrayList<>();

    /// Who fails at so many, and makes a point with each ball before.
    private final class Player implements Contestant<Score> {
        private final String name;
        private final int most;

        Player(String name, int most) {
            this.name = name;
            this.most = most;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Score sample(int step, Duration window) throws IOException {
            log.add(name + step);
            if (step >= most) throw new IOException("dropped them");
            return new Score(name, step, step);
        }

        @Override
        public void close() {
            log.add(name + " goes");
        }
    }

    private static ContestOptions options(String... arguments) {
        var options = new ContestOptions();
        new CommandLine(options).parseArgs(arguments);
        return options;
    }

    @Test
    void everybodyIsAskedInTurnAndNotBeyondWhereTheyBroke() throws Exception {
        Contest.hold(GAME, options("--rounds", "2", "--warm-up", "0s"), List.of(1, 2), (_, all) -> {
            all.add(new Player("a", 9));
            all.add(new Player("b", 2));
        });
        assertThat(log).containsExactly("a1", "b1", "a2", "b2", "b1", "a1", "a2", "a goes", "b goes");
    }

    @Test
    void everybodyWarmsUpWithTheMostThatIsAskedAndWhoBreaksAlreadyThenIsAskedForLess() throws Exception {
        Contest.hold(GAME, options("--rounds", "1", "--warm-up", "0.001s"), List.of(1, 3), (_, all) -> {
            all.add(new Player("a", 3));
            all.add(new Player("b", 9));
        });
        assertThat(log).startsWith("a3", "b3").endsWith("a1", "b1", "a3", "b3", "a goes", "b goes");
    }

    @Test
    void moreIsAskedUntilEverybodyIsBrokenAndThenWhatLiesBetween(@TempDir Path folder) throws Exception {
        Contest.untilBreak(
                GAME, options("--rounds", "1", "--warm-up", "0s", "--report", folder.toString()), 4, (_, all) -> {
                    all.add(new Player(OurServer.NAME, 1000));
                    all.add(new Player("b", 9));
                });
        assertThat(log)
                .containsExactly(
                        "glasscast4",
                        "b4",
                        "glasscast6",
                        "b6",
                        "glasscast9",
                        "b9",
                        "glasscast13",
                        "glasscast19",
                        "glasscast28",
                        "glasscast23",
                        "glasscast21",
                        "glasscast20",
                        "b7",
                        "b8",
                        "glasscast goes",
                        "b goes");
        assertThat(folder.resolve("game.md"))
                .content()
                .contains(
                        "# A game",
                        "| 6 | b | 6.0 (6.0 to 6.0) | 1.00 | – |",
                        "| 28 | glasscast | 28.0 (28.0 to 28.0) |  | – |",
                        "b broke at 9 balls: dropped them.",
                        "glasscast broke at 21 balls: too good.",
                        "![points](game-points.svg)");
        var json = JsonParser.parseString(Files.readString(folder.resolve("game.json")))
                .getAsJsonObject();
        assertThat(json.getAsJsonArray("samples")).hasSize(13);
        assertThat(json.getAsJsonArray("breaks")
                        .get(0)
                        .getAsJsonObject()
                        .get("why")
                        .getAsString())
                .isEqualTo("dropped them");
        assertThat(folder.resolve("game-points.svg")).content().contains("<polyline");
    }

    @Test
    void whoIsThereIsClosedWhenTheNextCannotCome() {
        assertThatThrownBy(() ->
                        Contest.hold(GAME, options("--rounds", "1", "--warm-up", "0s"), List.of(1), (_, all) -> {
                            all.add(new Player("a", 9));
                            throw new IOException("no b");
                        }))
                .hasMessage("no b");
        assertThat(log).containsExactly("a goes");
    }

    @Test
    void risesEvenFromOne() {
        var some = new ArrayList<Integer>();
        for (int step : Steps.rising(1)) {
            if (some.size() == 6) break;
            some.add(step);
        }
        assertThat(some).containsExactly(1, 2, 3, 4, 6, 9);
    }
}
