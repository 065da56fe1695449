package io.glasscast.bench;

/// One measurement of one contestant. Records: what they hold is what is written as JSON.
interface Sample {
    String contestant();

    /// How much was asked of it, in what the topic counts: viewers, streams.
    int step();
}
