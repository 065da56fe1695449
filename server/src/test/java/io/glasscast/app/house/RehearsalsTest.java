package io.glasscast.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RehearsalsTest {
    private final AtomicInteger held = new AtomicInteger();

    @Test
    void whoWaitsWaitsForTheLastOfThem() {
        Rehearsals.begin(() -> held.incrementAndGet() > 0).await();
        assertThat(held).hasValue(Rehearsals.COUNT);
    }

    @Test
    void afterOneThatFailsThereAreNoMore() {
        Rehearsals.begin(() -> held.incrementAndGet() < 2).await();
        assertThat(held).hasValue(2);
    }

    @Test
    void oneThatThrowsKeepsNobodyWaiting() {
        Rehearsals.begin(() -> {
                    held.incrementAndGet();
                    throw new IllegalStateException("a bad day");
                })
                .await();
        assertThat(held).hasValue(1);
    }
}
