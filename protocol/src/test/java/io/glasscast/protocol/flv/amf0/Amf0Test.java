package io.glasscast.protocol.flv.amf0;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Amf0Test {
    @Test
    void readsWhatTheSpecificationDraws() {
        assertThat(one("00 400c000000000000")).isEqualTo(Amf0.of(3.5));
        assertThat(one("01 01")).isEqualTo(Amf0.of(true));
        assertThat(one("02 0003 666f6f")).isEqualTo(Amf0.of("foo"));
        assertThat(one("05")).isEqualTo(new Amf0.Null());
        assertThat(one("06")).isEqualTo(new Amf0.Undefined());
        assertThat(one("0b 4271d4d7b9e80000 0000")).isEqualTo(new Amf0.Date(0x1.1d4d7b9e8p40));
        assertThat(one("0c 00000003 666f6f")).isEqualTo(Amf0.of("foo"));
        assertThat(one("0f 00000003 666f6f")).isEqualTo(Amf0.of("foo"));
        assertThat(one("03 0001 61 0101 0000 09").object()).containsEntry("a", Amf0.of(true));
        assertThat(one("10 0001 54 0001 61 05 0000 09")).isEqualTo(new Amf0.Obj(Map.of("a", new Amf0.Null())));
        assertThat(one("08 00000001 0001 61 05 0000 09")).isEqualTo(new Amf0.EcmaArray(Map.of("a", new Amf0.Null())));
        assertThat(one("0a 00000002 05 06"))
                .isEqualTo(new Amf0.StrictArray(List.of(new Amf0.Null(), new Amf0.Undefined())));
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("number", Amf0.of(-1.25));
        properties.put("text", Amf0.of("ünïcode"));
        properties.put("long", Amf0.of("x".repeat(70_000)));
        properties.put("list", Amf0.strings(List.of("a", "b")));
        properties.put("inner", new Amf0.EcmaArray(Map.of("null", new Amf0.Null())));
        properties.put("date", new Amf0.Date(1));
        properties.put("nothing", new Amf0.Undefined());
        var values = List.<Amf0>of(Amf0.of("name"), new Amf0.Obj(properties), Amf0.of(false));

        assertThat(Amf0Reader.all(Amf0Writer.write(values)).orThrow()).isEqualTo(values);
    }

    /// Some encoders leave out the end of an array that is the last thing in its message.
    @Test
    void takesAnArrayWithoutItsEnd() {
        assertThat(one("08 00000001 0001 61 05").object()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @CsvSource({
        "00 4009, amf0-short",
        "01, amf0-short",
        "02 0005 66, amf0-short",
        "0c ffffffff 66, amf0-short",
        "03 0001 61, amf0-short",
        "03 0001 61 03 0001, amf0-short",
        "0a ffffffff 05, amf0-short",
        "07 0001, amf0-reference",
        "04, amf0-marker",
        "11, amf0-marker"
    })
    void saysWhatIsWrong(String hex, String why) {
        assertThat(Amf0Reader.all(Bytes.hex(hex))).isEqualTo(Parsed.malformed(why));
    }

    @Test
    void nestsOnlySoDeepAndCountsOnlySoFar() {
        var deep = new ByteWriter();
        for (int i = 0; i < 100_000; i++) deep.u8(10).u32(1);
        assertThat(Amf0Reader.all(deep.toBytes())).isEqualTo(Parsed.malformed("amf0-depth"));

        var nulls = new byte[5_000];
        java.util.Arrays.fill(nulls, (byte) 5);
        assertThat(Amf0Reader.all(Bytes.of(nulls))).isEqualTo(Parsed.malformed("amf0-count"));
    }

    private static Amf0 one(String hex) {
        return Amf0Reader.all(Bytes.hex(hex)).orThrow().getFirst();
    }
}
