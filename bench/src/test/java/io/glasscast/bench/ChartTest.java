package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ChartTest {
    @Test
    void everyContestantHasItsLineAndEveryValueItsDot() throws Exception {
        var chart = new Chart("CPU < \"floor\"", "viewers");
        chart.point("ours", 10, 1.5);
        chart.point("ours", 100, 0.5);
        chart.point("theirs & others", 10, 2);
        chart.point("theirs & others", 100, Double.NaN);
        var svg = parse(chart.svg());
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("title").item(2).getTextContent()).isEqualTo("theirs & others: 2");
    }

    @Test
    void theTopIsARoundNumberAboveAllValues() {
        assertThat(Chart.roundUp(0.93)).isEqualTo(1);
        assertThat(Chart.roundUp(1.2)).isEqualTo(2);
        assertThat(Chart.roundUp(34)).isEqualTo(50);
        assertThat(Chart.roundUp(0)).isEqualTo(1);
    }

    @Test
    void withoutValuesItIsEmptyButWhole() throws Exception {
        assertThat(parse(new Chart("nothing", "viewers").svg())
                        .getElementsByTagName("polyline")
                        .getLength())
                .isZero();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
