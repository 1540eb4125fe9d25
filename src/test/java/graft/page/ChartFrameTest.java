package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import graft.page.LineChart.Level;
import graft.page.LineChart.Scale;
import graft.page.Series.Point;
import graft.page.Series.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChartFrameTest {
  private static final double NAN = Double.NaN;

  private static Series line(String name, double... values) {
    List<Point> points =
        IntStream.range(0, values.length).mapToObj(i -> Point.of(i, values[i])).toList();
    return Series.of(name, 0, points);
  }

  private static LineChart chart(Scale scale, Series... series) {
    return new LineChart(
        "Loss", "epoch", "loss", scale, List.of(series), List.of(new Level("goal", 0.04)));
  }

  /** Nine lines that end within a hair of each other, and a level there too. */
  @ParameterizedTest
  @EnumSource(Scale.class)
  void labelsOfLinesThatMeetDoNotOverlap(Scale scale) {
    Series[] lines =
        IntStream.range(0, 9)
            .mapToObj(i -> line("a student with a rather long name " + i, 2, 0.1, 0.04 + i * 1e-4))
            .toArray(Series[]::new);
    ChartFrame frame = new ChartFrame(chart(scale, lines), ChartSize.WIDE);
    double[] heights = frame.labels.stream().mapToDouble(EndLabel::y).sorted().toArray();
    assertThat(heights).hasSize(10);
    for (int i = 1; i < heights.length; i++) {
      assertThat(heights[i] - heights[i - 1]).isGreaterThanOrEqualTo(ChartSize.WIDE.font());
    }
    for (EndLabel label : frame.labels) {
      double start = frame.right + ChartFrame.TO_LABEL;
      assertThat(start + TextWidth.of(label.text(), ChartSize.WIDE.font()))
          .isLessThanOrEqualTo(ChartSize.WIDE.width());
      assertThat(label.y()).isBetween(0.0, ChartSize.WIDE.height());
    }
    assertThat(frame.right - frame.left).isGreaterThan(ChartSize.WIDE.width() / 2);
  }

  @Test
  void labelsWithoutRoomAreLeftToTheLegend() {
    Series[] lines =
        IntStream.range(0, 60).mapToObj(i -> line("line " + i, i, i)).toArray(Series[]::new);
    assertThat(new ChartFrame(chart(Scale.LINEAR, lines), ChartSize.WIDE).labels).isEmpty();
    assertThat(new ChartFrame(chart(Scale.LINEAR, line("a", 1, 2)), ChartSize.NARROW).labels)
        .isEmpty();
  }

  @Test
  void allThatIsDrawnLiesInThePlot() {
    List<Point> wide = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      wide.add(new Point(i, i, i - 3, i + 40));
    }
    LineChart chart =
        new LineChart(
            "t",
            "x",
            "y",
            Scale.LINEAR,
            List.of(Series.of("wide", 0, wide)),
            List.of(new Level("far", -50)));
    ChartFrame frame = new ChartFrame(chart, ChartSize.WIDE);
    assertThat(frame.y.low()).isLessThanOrEqualTo(-50);
    assertThat(frame.y.high()).isGreaterThanOrEqualTo(69);
    assertThat(frame.left).isLessThan(frame.right);
    assertThat(frame.top).isLessThan(frame.bottom);
    DoubleStream.of(-50, -3, 0, 29, 69)
        .forEach(value -> assertThat(frame.height(value)).isBetween(frame.top, frame.bottom));
  }

  @Test
  void whatIsNotFiniteBreaksTheLine() {
    Series broken = line("b", 3, 2, NAN, 1, Double.POSITIVE_INFINITY, NAN, 0.5, 0.4);
    ChartFrame frame = new ChartFrame(chart(Scale.LINEAR, broken), ChartSize.WIDE);
    assertThat(frame.runs(broken).stream().map(List::size)).containsExactly(2, 1, 2);
    assertThat(frame.y.high()).isLessThan(10);
    assertThat(frame.last(broken)).contains(Point.of(7, 0.4));
  }

  @Test
  void aLogarithmHasNoPlaceForWhatIsNotPositive() {
    Series line = line("b", 1, 0, -1, 0.1);
    ChartFrame frame = new ChartFrame(chart(Scale.LOGARITHMIC, line), ChartSize.WIDE);
    assertThat(frame.runs(line).stream().map(List::size)).containsExactly(1, 1);
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void oddSeriesHaveAChartToo(Scale scale) {
    for (Series odd :
        List.of(
            line("empty"),
            line("nothing finite", NAN, NAN),
            line("one point", 0.3),
            line("equal", 5, 5, 5),
            line("huge", 1, 1e300, 3, Double.MAX_VALUE),
            line("tiny", 1e-300, 2e-300),
            line("near", 1e16, 1e16 + 2))) {
      ChartFrame frame = new ChartFrame(chart(scale, odd), ChartSize.NARROW);
      frame.runs(odd).stream()
          .flatMap(List::stream)
          .map(frame::spot)
          .forEach(
              spot -> {
                assertThat(spot.x()).as(odd.name()).isBetween(frame.left, frame.right);
                assertThat(spot.y()).as(odd.name()).isBetween(frame.top, frame.bottom);
              });
      assertThat(chart(scale, odd).html().toString()).doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void paleLinesHaveNoLabel() {
    Series pale = new Series("pale", 0, Stroke.FAINT, line("", 1, 2).points());
    ChartFrame frame = new ChartFrame(chart(Scale.LINEAR, pale, line("mean", 1)), ChartSize.WIDE);
    assertThat(frame.labels.stream().map(EndLabel::text)).containsExactly("mean", "goal");
  }

  @Test
  void ticksOfTheBottomDoNotTouch() {
    for (double end : new double[] {1, 15, 29, 468, 60_000, 1e9}) {
      Series line = Series.of("a", 0, List.of(Point.of(0, 1), Point.of(end, 2)));
      for (ChartSize size : List.of(ChartSize.WIDE, ChartSize.NARROW)) {
        ChartFrame frame = new ChartFrame(chart(Scale.LINEAR, line), size);
        for (int i = 1; i < frame.x.ticks().size(); i++) {
          double apart =
              frame.place(frame.x.ticks().get(i)) - frame.place(frame.x.ticks().get(i - 1));
          double half = TextWidth.of(frame.x.labels().get(i - 1), size.font()) / 2;
          double other = TextWidth.of(frame.x.labels().get(i), size.font()) / 2;
          assertThat(apart).as("to " + end).isGreaterThan(half + other);
        }
      }
    }
  }
}
