package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import graft.page.TreeDrawing.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What callers pass as text comes out as text, wherever it stands. */
class PartsTest {
  private static final String HOSTILE = "<i a='b'>&\"";
  private static final String HARMLESS = "&lt;i a=&#39;b&#39;&gt;&amp;&quot;";

  @Test
  void noPartTakesTextForMarkup() {
    Series line = Series.of(HOSTILE, 0, List.of(Series.Point.of(0, 1)));
    List<Part> parts =
        List.of(
            Facts.of(Map.of(HOSTILE, HOSTILE)),
            new KeyFigures(List.of(new KeyFigures.Figure(HOSTILE, HOSTILE, HOSTILE))),
            Note.of(Note.Kind.BAD, HOSTILE),
            Folded.of(HOSTILE, Html.text(HOSTILE)),
            Html.lines(HOSTILE, HOSTILE),
            new BarChart(HOSTILE, HOSTILE, List.of(new BarChart.Bar(HOSTILE, 1, 2, HOSTILE))),
            new TreeDrawing(HOSTILE, List.of(new Node(HOSTILE, List.of(HOSTILE), true, List.of()))),
            new Matrix(HOSTILE, HOSTILE, HOSTILE, List.of(HOSTILE), List.of(List.of(1L))),
            LineChart.of(HOSTILE, HOSTILE, HOSTILE, List.of(line)),
            new GraphDrawing(
                HOSTILE,
                List.of(new GraphDrawing.Box(HOSTILE, List.of(HOSTILE), GraphDrawing.Mark.NEW)),
                List.of()));
    for (Part part : parts) {
      assertThat(part.html().toString())
          .as(part.getClass().getSimpleName())
          .contains(HARMLESS)
          .doesNotContain("<i ", "='b'");
    }
    assertThat(Section.of(HOSTILE).and(SideBySide.of(parts.get(0))).parts()).hasSize(1);
  }

  @Test
  void barsAreAsLongAsTheirValues() {
    BarChart chart =
        new BarChart(
            "t",
            "us",
            List.of(
                BarChart.Bar.of("half", 50),
                new BarChart.Bar("all", 75, 100, "floor"),
                BarChart.Bar.of("none", Double.NaN)));
    assertThat(chart.html().toString())
        .contains("width=\"49.50%\"", "width=\"74.25%\"", "width=\"0.00%\"", "x1=\"99.00%\"")
        .contains("75.0 us", "(floor 100)", "not finite us");
    assertThat(new BarChart("none", "us", List.of()).html().toString()).contains("none");
  }

  @Test
  void aTreeIsListsInLists() {
    Node leaf = new Node("leaf", List.of("line"), true, List.of());
    TreeDrawing tree =
        new TreeDrawing("t", List.of(new Node("root", List.of(), false, List.of(leaf))));
    assertThat(tree.html().toString())
        .contains("<div class=\"node\"><b>root</b></div><ul><li><div class=\"node marked\">")
        .contains("<b>leaf</b><span>line</span></div></li></ul></li></ul>");
  }
}
