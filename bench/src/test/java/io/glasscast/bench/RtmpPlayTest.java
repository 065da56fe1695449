package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.rtmp.RtmpServerPeer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RtmpPlayTest {
    private final RtmpServerPeer server = new RtmpServerPeer(Chance.seeded(1), 0);
    private final ArrayList<RtmpServerPeer.Output> outputs = new ArrayList<>();
    private final RtmpPlay words =
            new RtmpPlay(RtmpServer.url("rtmp://127.0.0.1:1935/live/" + "a-long-name".repeat(20)));

    @Test
    void aServerUnderstandsWhatAPlayerSays() {
        say(RtmpPlay.hello());
        var answer = ((RtmpServerPeer.Output.Transmit) outputs.getFirst()).bytes();
        assertThat(answer.length()).isEqualTo(RtmpPlay.ANSWER);
        say(answer.slice(1, RtmpPlay.PACKET));
        say(words.connect());
        say(RtmpPlay.createStream());
        say(words.play());
        say(RtmpPlay.acknowledgement(1L << 33));
        var asked = outputs.stream()
                .filter(RtmpServerPeer.Output.PlayAsked.class::isInstance)
                .map(RtmpServerPeer.Output.PlayAsked.class::cast)
                .toList();
        assertThat(asked).extracting(RtmpServerPeer.Output.PlayAsked::app).containsExactly("live");
        assertThat(asked).extracting(RtmpServerPeer.Output.PlayAsked::name).containsExactly("a-long-name".repeat(20));
        assertThat(server.closed()).isFalse();
    }

    @Test
    void anAddressWithoutAStreamIsRefusedInWords() {
        assertThatThrownBy(() -> RtmpServer.url("rtmp://127.0.0.1/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no address of RTMP");
    }

    private void say(Bytes words) {
        server.handle(new RtmpServerPeer.Input.Received(words), 0, outputs::add);
    }
}
