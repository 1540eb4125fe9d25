package graft.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.page.Series.Point;
import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.StepRecords;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepCurveTest {
  private static StepCurve curve(double[]... members) {
    return StepCurve.of(
        new Group("g", Arrays.stream(members).map(StepCurveTest::member).toList()),
        1,
        StepRecords::losses);
  }

  private static Member member(double[] losses) {
    EpochRecord epoch =
        new EpochRecord(1, 0, 0, new StepRecords(losses, losses), Evaluation.NONE, 1, 1);
    RecordedNetwork network =
        new RecordedNetwork(
            "model",
            OptionalLong.empty(),
            OptionalLong.empty(),
            new History(Evaluation.NONE, List.of(epoch)),
            Optional.empty());
    RecordedData data =
        new RecordedData("d", "", Map.of(), OptionalInt.empty(), OptionalInt.empty());
    return new Member(
        new RecordedRun(
            Path.of("r"),
            "",
            Map.of(),
            data,
            Map.of(),
            Optional.empty(),
            List.of(network),
            List.of()),
        network);
  }

  @Test
  void isThinnedToTheFirstTheLastAndSomeBetween() {
    List<Point> points = curve(new double[28_125]).smooth(100);

    assertThat(points).hasSize(400);
    assertThat(points.get(0).x()).isEqualTo(100 + 281); // a quarter of 1,125
    assertThat(points.get(399).x()).isEqualTo(28_225);
  }

  @Test
  void isTheMeanOfTheLastSteps() {
    double[] losses = IntStream.range(0, 100).asDoubleStream().toArray();
    StepCurve curve = curve(losses);

    assertThat(curve.window()).isEqualTo(4);
    assertThat(curve.smooth(0).get(0).y()).isEqualTo(0);
    assertThat(curve.smooth(0).get(1).y()).isEqualTo(0.5);
    assertThat(curve.smooth(0).get(50).y()).isEqualTo(48.5, within(1e-12));
    assertThat(curve.single(0).get(50).y()).isEqualTo(50);
  }

  @Test
  void isBrokenWhereAStepIsNotFinite() {
    double[] losses = new double[100];
    losses[10] = Double.POSITIVE_INFINITY;

    List<Point> points = curve(losses).smooth(0);

    assertThat(points.get(9).y()).isZero();
    assertThat(points.subList(10, 14)).allMatch(point -> Double.isNaN(point.y()));
    assertThat(points.get(14).y()).isZero();
  }

  @Test
  void hasABandOverTheSeeds() {
    Point point = curve(new double[] {1, 2}, new double[] {3, 6}).smooth(0).get(1);

    assertThat(point).isEqualTo(new Point(2, 4, 2, 6));
  }

  @Test
  void isEmptyWithoutSteps() {
    assertThat(curve(new double[0]).smooth(0)).isEmpty();
  }
}
