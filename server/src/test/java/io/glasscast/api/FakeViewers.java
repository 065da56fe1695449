package io.glasscast.api;

import io.glasscast.store.ShareLink;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Says what the test says, and remembers what it was told.
final class FakeViewers implements Viewers {
    final List<ShareLink> admitted = new CopyOnWriteArrayList<>();
    final List<String> revoked = new CopyOnWriteArrayList<>();
    final List<String> dismissed = new CopyOnWriteArrayList<>();
    volatile Admission admission = Admission.DONE;
    volatile List<Viewing> watching = List.of();

    @Override
    public Admission admit(ShareLink link) {
        if (admission == Admission.DONE) admitted.add(link);
        return admission;
    }

    @Override
    public void revoke(String streamId, String linkId) {
        revoked.add(linkId);
    }

    @Override
    public Set<String> links(String streamId) {
        return admitted.stream()
                .filter(link -> link.streamId().equals(streamId))
                .map(ShareLink::linkId)
                .filter(id -> !revoked.contains(id))
                .collect(Collectors.toSet());
    }

    @Override
    public List<Viewing> watching(String streamId) {
        return watching;
    }

    @Override
    public boolean dismiss(String streamId, String viewerId) {
        return dismissed.add(viewerId);
    }
}
