package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import graft.page.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static List<Point> noise(int count) {
    Random random = new Random(1);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(Point.of(i, random.nextGaussian()));
    }
    return points;
  }

  @Test
  void fewPointsStay() {
    assertThat(Thinning.of(noise(400), 600)).isEqualTo(noise(400));
  }

  @Test
  void manyKeepTheirEndsAndExtremesAndAddNone() {
    List<Point> points = noise(50_000);
    points.set(31_234, Point.of(31_234, 99));
    points.set(31_236, Point.of(31_236, -99));
    List<Point> thin = Thinning.of(points, 600);
    assertThat(thin).hasSizeBetween(300, 600);
    assertThat(points).containsAll(thin);
    assertThat(thin).isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
    assertThat(thin).startsWith(points.get(0)).endsWith(points.get(points.size() - 1));
    assertThat(thin).contains(points.get(31_234), points.get(31_236));
  }

  @Test
  void aGapStaysAGap() {
    List<Point> points = noise(5000);
    for (int i = 2000; i < 3000; i++) {
      points.set(i, Point.of(i, Double.NaN));
    }
    List<Point> thin = Thinning.of(points, 600);
    assertThat(thin.stream().filter(point -> point.x() >= 2000 && point.x() < 3000))
        .isNotEmpty()
        .allMatch(point -> Double.isNaN(point.y()));
  }
}
