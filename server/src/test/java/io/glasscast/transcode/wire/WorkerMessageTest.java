package io.glasscast.transcode.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerMessageTest {
    static final List<Order> ORDERS = List.of(
            new Order.Open(1, Codec.AAC, Bytes.hex("1190"), Codec.OPUS, 5_000_000_000L),
            new Order.Feed(Integer.MAX_VALUE, 40_000_000_000L, -1, true, Bytes.hex("01 02 03")),
            new Order.Feed(2, 0, 0, false, Bytes.EMPTY),
            new Order.Refresh(3),
            new Order.Close(4),
            new Order.Still(5, Codec.H265, 320, Bytes.hex("00")));

    static final List<Answer> ANSWERS = List.of(
            new Answer.Ready(),
            new Answer.Described(1, Codec.AAC, Bytes.hex("1190")),
            new Answer.Made(1, -6_500_000, true, Bytes.hex("fc ff fe")),
            new Answer.Handled(1, 3, 1),
            new Answer.Failed(1, "open the decoder of AAC: Invalid data found when processing input"),
            new Answer.Picture(1, Bytes.EMPTY),
            new Answer.Picture(2, Bytes.hex("ffd8ffd9")));

    @Test
    void whatIsWrittenIsRead() {
        for (var order : ORDERS) assertThat(Order.parse(order.write())).isEqualTo(Parsed.ok(order));
        for (var answer : ANSWERS) assertThat(Answer.parse(answer.write())).isEqualTo(Parsed.ok(answer));
    }

    @Test
    void messagesFollowEachOtherOnAPipe() throws IOException {
        var pipe = new ByteArrayOutputStream();
        for (var answer : ANSWERS) MessageStream.write(pipe, answer);
        var in = new ByteArrayInputStream(pipe.toByteArray());
        for (var answer : ANSWERS)
            assertThat(Answer.parse(MessageStream.read(in).orElseThrow())).isEqualTo(Parsed.ok(answer));
        assertThat(MessageStream.read(in)).isEmpty();
    }

    @Test
    void aPipeThatIsCutOffOrSpeaksOfGigabytesIsAnError() throws IOException {
        var pipe = new ByteArrayOutputStream();
        MessageStream.write(pipe, ANSWERS.get(2));
        var whole = pipe.toByteArray();
        for (int length = 1; length < whole.length; length++) {
            var cut = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> MessageStream.read(cut)).isInstanceOf(IOException.class);
        }
        for (var forged : List.of("00000000", "00000004", "7fffffff", "ffffffff", "00800001"))
            assertThatThrownBy(() -> MessageStream.read(
                            new ByteArrayInputStream(Bytes.hex(forged).toArray())))
                    .isInstanceOf(IOException.class);
    }

    @Test
    void aWorkersWordsAreOneLine() {
        var failed = new Answer.Failed(1, "a\nb\u001b[31m\u0000c" + "x".repeat(10_000));
        var parsed = (Answer.Failed) Answer.parse(failed.write()).orThrow();
        assertThat(parsed.why()).startsWith("a b [31m c").hasSizeLessThanOrEqualTo(Answer.MAX_WHY);
    }
}
