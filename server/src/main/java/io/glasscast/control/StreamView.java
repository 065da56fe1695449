package io.glasscast.control;

import io.glasscast.contract.PlaybackUrls;
import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.StreamStats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A stream as the operator may see it.
///
/// @param state    the word of its managed or local state
/// @param apps     who shares it, in the order they came
/// @param names    of a managed stream; holds secrets
/// @param urls     of a managed stream that can be watched now
/// @param outputs  of a managed stream, in the order they came
/// @param reported what the glasses measured last
public record StreamView(
        String streamId,
        String userId,
        StreamInfo.Kind kind,
        String state,
        Instant createdAt,
        List<String> apps,
        Optional<StreamNames> names,
        Optional<PlaybackUrls> urls,
        List<OutputView> outputs,
        StreamStats reported) {}
