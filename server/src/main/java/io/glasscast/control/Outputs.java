package io.glasscast.control;

import io.glasscast.contract.OutputStatus;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.kernel.MaskedUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where one managed stream goes beside its viewers. Whoever adds an output owns it: an app, or the operator (then the
/// owner is empty). What becomes of it is the media's to say.
final class Outputs {
    private record Entry(RestreamDestination destination, OutputView view) {
        Entry told(OutputState state, String message) {
            return new Entry(
                    destination,
                    new OutputView(view.outputId(), view.url(), view.name(), view.addedBy(), state, message));
        }
    }

    private final String streamId;
    private final NameMint mint;
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    /// Gone; to be mentioned once more.
    private final List<OutputView> gone = new ArrayList<>();

    Outputs(String streamId, NameMint mint) {
        this.streamId = streamId;
        this.mint = mint;
    }

    /// Adds a destination for `owner`.
    OutputAnswer add(Optional<String> owner, RestreamDestination destination, Turn turn) {
        var refusal = Destination.objection(destination.url()).or(() -> lackOfRoom(owner, destination));
        if (refusal.isPresent()) return new OutputAnswer.Refused(refusal.get());
        var id = mint.outputId();
        begin(id, owner, destination, turn);
        return new OutputAnswer.Done(id);
    }

    private void begin(String id, Optional<String> owner, RestreamDestination destination, Turn turn) {
        var view = new OutputView(
                id, MaskedUrl.of(destination.url()), destination.name(), owner, OutputState.CONNECTING, "");
        entries.put(id, new Entry(destination, view));
        turn.emit(new DeskOutput.AddOutput(streamId, id, destination.url()));
    }

    private Optional<OutputRefusal> lackOfRoom(Optional<String> owner, RestreamDestination destination) {
        if (entries.values().stream().anyMatch(entry -> Destination.same(entry.destination.url(), destination.url())))
            return Optional.of(OutputRefusal.DUPLICATE_URL);
        if (entries.size() >= OutputView.PER_STREAM) return Optional.of(OutputRefusal.MAX_OUTPUTS_REACHED);
        boolean full = owner.isPresent()
                && entries.values().stream()
                                .filter(entry -> entry.view.addedBy().equals(owner))
                                .count()
                        >= OutputView.PER_APP;
        return full ? Optional.of(OutputRefusal.MAX_APP_OUTPUTS_REACHED) : Optional.empty();
    }

    /// What is to be remembered.
    List<DeskMemory.Output> memory() {
        return entries.values().stream()
                .map(entry -> new DeskMemory.Output(entry.view.outputId(), entry.destination, entry.view.addedBy()))
                .toList();
    }

    /// Begins anew with one that there was before the server was killed.
    void recall(DeskMemory.Output memory, Turn turn) {
        begin(memory.outputId(), memory.addedBy(), memory.destination(), turn);
    }

    /// Whether `owner` has this destination already.
    boolean has(String owner, String url) {
        return entries.values().stream()
                .anyMatch(entry -> entry.view.addedBy().filter(owner::equals).isPresent()
                        && Destination.same(entry.destination.url(), url));
    }

    /// Removes an output.
    ///
    /// @param by the app that wants it; empty: the operator, who may remove any
    OutputAnswer remove(Optional<String> by, String outputId, Turn turn) {
        var entry = entries.get(outputId);
        if (entry == null) return new OutputAnswer.Refused(OutputRefusal.OUTPUT_NOT_FOUND);
        if (by.isPresent() && !entry.view.addedBy().equals(by))
            return new OutputAnswer.Refused(OutputRefusal.NOT_AUTHORIZED);
        drop(outputId, turn);
        return new OutputAnswer.Done(outputId);
    }

    /// Removes everything that an app added.
    void left(String owner, Turn turn) {
        for (var entry : List.copyOf(entries.values()))
            if (entry.view.addedBy().filter(owner::equals).isPresent()) drop(entry.view.outputId(), turn);
    }

    private void drop(String outputId, Turn turn) {
        var entry = entries.remove(outputId);
        if (entry == null) return;
        gone.add(entry.told(OutputState.STOPPED, "").view);
        turn.emit(new DeskOutput.RemoveOutput(streamId, outputId));
    }

    /// The media says how one stands; of those that are gone it may still talk.
    void told(MediaEvent.Output event) {
        entries.computeIfPresent(event.outputId(), (_, entry) -> entry.told(event.state(), event.message()));
    }

    /// Whether some were removed and not mentioned since.
    boolean someWent() {
        return !gone.isEmpty();
    }

    /// They have been mentioned.
    void forgetGone() {
        gone.clear();
    }

    List<OutputView> views() {
        return entries.values().stream().map(Entry::view).toList();
    }

    /// As the wire spells it. It has no word for what has only begun, so that is `stopped`, and [#beginning] tells.
    List<OutputStatus> statuses() {
        var statuses = new ArrayList<OutputStatus>();
        for (var entry : entries.values()) statuses.add(status(entry.view));
        for (var view : gone) statuses.add(status(view));
        return statuses;
    }

    /// Of the outputs that have only begun, in words; empty when there are none.
    Optional<String> beginning() {
        var names = entries.values().stream()
                .map(Entry::view)
                .filter(view -> view.state() == OutputState.CONNECTING)
                .map(view -> view.name().orElse(view.url()))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Optional.empty() : Optional.of("Connecting to " + names);
    }

    /// A destination that was not taken, as the app that gave it is told.
    static OutputStatus refused(RestreamDestination destination, OutputRefusal why) {
        return new OutputStatus(
                MaskedUrl.of(destination.url()),
                destination.name(),
                OutputStatus.State.ERROR,
                Optional.of(why.words()));
    }

    static OutputStatus status(OutputView view) {
        var state = switch (view.state()) {
            case ACTIVE -> OutputStatus.State.ACTIVE;
            case ERROR -> OutputStatus.State.ERROR;
            case CONNECTING, STOPPED -> OutputStatus.State.STOPPED;
        };
        var error = state == OutputStatus.State.ERROR ? Optional.of(view.message()) : Optional.<String>empty();
        return new OutputStatus(view.url(), view.name(), state, error);
    }
}
