package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.page.LineChart.Level;
import graft.page.LineChart.Scale;
import graft.page.Series.Point;
import graft.page.Series.Stroke;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class LineChartTest {
  private static List<Point> points(double... values) {
    return IntStream.range(0, values.length).mapToObj(i -> Point.of(i, values[i])).toList();
  }

  private static LineChart chart() {
    return new LineChart(
        "Loss & <more>",
        "epoch",
        "loss",
        Scale.LINEAR,
        List.of(
            new Series("pale", 0, Stroke.FAINT, points(2, 1.5, 1)),
            Series.of("teacher", 0, points(2.3125, 0.0391234567, Double.NaN, 0.5)),
            new Series(
                "student",
                9,
                Stroke.DASHED,
                List.of(new Point(0, 1, 0.5, 1.5), new Point(3, 1, 0.8, 1.2)))),
        List.of(new Level("goal", 0.0629)));
  }

  private static Document parsed(LineChart chart)
      throws IOException, SAXException, ParserConfigurationException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(chart.html().toString())));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  @Test
  void valuesStandInTheLegendForTheScript() throws Exception {
    List<Element> entries =
        elements(parsed(chart()), "span").stream()
            .filter(span -> span.hasAttribute("data-of"))
            .toList();
    assertThat(entries.stream().map(Element::getTextContent)).containsExactly("teacher", "student");
    Element teacher = entries.get(0);
    assertThat(teacher.getAttribute("data-of")).as("with its pale line").isEqualTo("1 0");
    assertThat(teacher.getAttribute("data-x")).isEqualTo("0:1:4");
    assertThat(teacher.getAttribute("data-y")).isEqualTo("2.3125 0.039123 - 0.5");
    assertThat(entries.get(1).getAttribute("data-x")).isEqualTo("0 3");
  }

  @Test
  void aLineLiesWhereItsAxisSays() throws Exception {
    Element svg =
        elements(parsed(chart()), "svg").stream()
            .filter(element -> element.getAttribute("class").equals("wide"))
            .findFirst()
            .orElseThrow();
    List<Element> paths = new ArrayList<>();
    NodeList all = svg.getElementsByTagName("path");
    for (int i = 0; i < all.getLength(); i++) {
      Element path = (Element) all.item(i);
      if (path.getAttribute("class").equals("line dashed slot-1")) {
        paths.add(path);
      }
    }
    List<Spot> ends = SvgPathTest.read(paths.get(0).getAttribute("d"));
    String[] plot = svg.getAttribute("data-plot").split(" ", -1);
    assertThat(ends.get(0).x()).isEqualTo(Double.parseDouble(plot[0]));
    assertThat(ends.get(1).x())
        .isBetween(Double.parseDouble(plot[2]) - 0.1, Double.parseDouble(plot[2]) + 0.1);
    assertThat(ends.get(0).y()).isEqualTo(ends.get(1).y());
  }

  @Test
  void aGapIsNotDrawnOver() throws Exception {
    long runs =
        elements(parsed(chart()), "path").stream()
            .filter(path -> path.getAttribute("class").equals("line slot-0"))
            .count();
    // Two in each of two sizes, and the sample in the legend.
    assertThat(runs).isEqualTo(5);
  }

  @Test
  void thoseWhoDoNotSeeItReadIt() throws Exception {
    for (Element svg : elements(parsed(chart()), "svg")) {
      if (svg.getAttribute("role").equals("img")) {
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
            .isEqualTo("Loss & <more>");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
            .contains("loss by epoch")
            .contains("teacher: from 2.3125 at 0 to 0.5 at 3, lowest 0.039123 at 1")
            .contains("goal: 0.0629")
            .doesNotContain("pale");
      } else {
        assertThat(svg.getAttribute("aria-hidden")).isEqualTo("true");
      }
    }
  }

  @Test
  void seriesThatCannotBeDrawnAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Series.of("back", 0, List.of(Point.of(2, 1), Point.of(1, 1))))
        .withMessageContaining("'back'")
        .withMessageContaining("from 2.0 to 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Series.of("negative", -1, List.of()))
        .withMessageContaining("-1");
  }
}
