package io.glasscast.fuzz;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a run of a target came to.
///
/// @param seconds  it was fuzzed, without the start
/// @param inputs   that were executed
/// @param edges    of our own code that were reached, by committed inputs and found ones
/// @param features libFuzzer's: edges, and how often each was passed in one run
/// @param findings inputs that broke something, each way of breaking counted once
record FuzzScore(long seconds, long inputs, long edges, long features, int findings) {
    static final FuzzScore NONE = new FuzzScore(0, 0, 0, 0, 0);

    private static final Pattern COVERAGE = Pattern.compile("\\bcov: (\\d+) ft: (\\d+)\\b");
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units:\\s+(\\d+)");
    private static final Pattern RUNNING = Pattern.compile("^#(\\d+)\\s");
    private static final Pattern DONE = Pattern.compile("^Done \\d+ runs in (\\d+) second");
    private static final Pattern TOKEN = Pattern.compile("^DEDUP_TOKEN: (\\w+)");
    private static final Pattern STOPPED = Pattern.compile("ERROR: libFuzzer: (timeout|out-of-memory)");

    /// Reads what Jazzer wrote.
    ///
    /// @param seconds the run took, should it not say so itself because it was broken off
    static FuzzScore read(List<String> log, long seconds) {
        long edges = 0;
        long features = 0;
        long inputs = 0;
        long took = seconds;
        int stopped = 0;
        var tokens = new HashSet<String>();
        for (var line : log) {
            var coverage = COVERAGE.matcher(line);
            if (coverage.find()) {
                edges = number(coverage, 1);
                features = number(coverage, 2);
            }
            var running = RUNNING.matcher(line);
            if (running.find()) inputs = Math.max(inputs, number(running, 1));
            var executed = EXECUTED.matcher(line);
            if (executed.find()) inputs = Math.max(inputs, number(executed, 1));
            var done = DONE.matcher(line);
            if (done.find()) took = number(done, 1);
            var token = TOKEN.matcher(line);
            if (token.find()) tokens.add(token.group(1));
            if (STOPPED.matcher(line).find()) stopped++;
        }
        return new FuzzScore(took, inputs, edges, features, tokens.size() + stopped);
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }

    /// This run, and another after it, which began with what this one had found.
    FuzzScore then(FuzzScore next) {
        return new FuzzScore(
                seconds + next.seconds,
                inputs + next.inputs,
                Math.max(edges, next.edges),
                Math.max(features, next.features),
                findings + next.findings);
    }
}
