package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import graft.page.LineChart.Scale;
import java.util.HashSet;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TicksTest {
  @Property(tries = 500)
  void aLinearAxisCoversItsValuesWithRoundNumbers(
      @ForAll @Size(min = 1, max = 5) List<@DoubleRange(min = -1e9, max = 1e9) Double> values,
      @ForAll @DoubleRange(min = -12, max = 12) double power,
      @ForAll @IntRange(min = 3, max = 9) int most) {
    double[] scaled = values.stream().mapToDouble(value -> value * Math.pow(10, power)).toArray();
    Axis axis = Ticks.around(scaled, Scale.LINEAR, most);
    for (double value : scaled) {
      assertThat(axis.share(value)).isBetween(0.0, 1.0);
    }
    assertThat(axis.ticks().get(0)).isLessThanOrEqualTo(lowest(scaled) + 1e-5 * width(axis));
    assertThat(last(axis)).isGreaterThanOrEqualTo(highest(scaled) - 1e-5 * width(axis));
    assertThat(axis.ticks()).hasSizeBetween(2, most + 1);
    assertIsReadable(axis);
  }

  @Property(tries = 500)
  void aLogarithmicAxisCoversItsValues(
      @ForAll @Size(min = 1, max = 5) List<@DoubleRange(min = -30, max = 30) Double> powers,
      @ForAll @IntRange(min = 3, max = 9) int most) {
    double[] values = powers.stream().mapToDouble(power -> Math.pow(10, power)).toArray();
    Axis axis = Ticks.around(values, Scale.LOGARITHMIC, most);
    for (double value : values) {
      assertThat(axis.share(value)).isBetween(0.0, 1.0);
    }
    assertThat(axis.low()).isPositive();
    assertThat(axis.ticks()).hasSizeBetween(2, most + 1);
    assertIsReadable(axis);
  }

  @Property(tries = 300)
  void theBottomBeginsAndEndsWithItsValues(
      @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 0, max = 100_000) Integer> values,
      @ForAll @IntRange(min = 3, max = 9) int most) {
    double[] places = values.stream().mapToDouble(Integer::doubleValue).toArray();
    Axis axis = Ticks.between(places, most);
    if (lowest(places) < highest(places)) {
      assertThat(axis.low()).isEqualTo(lowest(places));
      assertThat(axis.high()).isEqualTo(highest(places));
    }
    assertThat(axis.ticks()).allMatch(tick -> tick == Math.rint(tick)).hasSizeLessThan(most + 1);
    assertThat(axis.ticks()).allMatch(axis::holds);
  }

  private static void assertIsReadable(Axis axis) {
    assertThat(axis.ticks()).isSorted().allMatch(axis::holds).hasSameSizeAs(axis.labels());
    assertThat(new HashSet<>(axis.labels())).hasSameSizeAs(axis.labels());
    assertThat(axis.labels()).allMatch(label -> label.length() <= 15);
  }

  @Test
  void ticksAreWhatAPersonWouldWrite() {
    assertThat(Ticks.around(new double[] {0.0412, 2.31}, Scale.LINEAR, 6).labels())
        .containsExactly("0.0", "0.5", "1.0", "1.5", "2.0", "2.5");
    assertThat(Ticks.around(new double[] {0.951, 0.9887}, Scale.LINEAR, 5).labels())
        .containsExactly("0.95", "0.96", "0.97", "0.98", "0.99");
    assertThat(Ticks.around(new double[] {0.04, 2.3}, Scale.LOGARITHMIC, 9).labels())
        .containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5");
    assertThat(Ticks.around(new double[] {0.04, 2.3}, Scale.LOGARITHMIC, 6).labels())
        .containsExactly("0.03", "0.1", "0.3", "1", "3");
    assertThat(Ticks.around(new double[] {2.1, 2.4}, Scale.LOGARITHMIC, 5).labels())
        .containsExactly("2.1", "2.2", "2.3", "2.4");
    assertThat(Ticks.around(new double[] {1e29, 4e30}, Scale.LINEAR, 5).labels())
        .containsExactly("0", "1e30", "2e30", "3e30", "4e30");
    assertThat(Ticks.between(new double[] {0, 60_000}, 5).labels())
        .containsExactly("0", "20,000", "40,000", "60,000");
  }

  @Test
  void wholePlacesHaveNoPartsBetweenThem() {
    assertThat(Ticks.between(new double[] {0, 1, 2}, 9).labels()).containsExactly("0", "1", "2");
  }

  @Test
  void equalValuesLieInTheMiddle() {
    for (double value : new double[] {0, 0.31, -7, 1e-200, 1e299}) {
      assertThat(Ticks.around(new double[] {value, value}, Scale.LINEAR, 6).share(value))
          .isBetween(0.3, 0.7);
    }
    assertThat(Ticks.around(new double[] {3, 3}, Scale.LOGARITHMIC, 6).share(3))
        .isBetween(0.3, 0.7);
    assertThat(Ticks.between(new double[] {5}, 6).share(5)).isBetween(0.3, 0.7);
  }

  @Test
  void withoutValuesThereIsAnAxisAllTheSame() {
    assertThat(Ticks.around(new double[0], Scale.LINEAR, 6).ticks()).isNotEmpty();
    assertThat(Ticks.around(new double[0], Scale.LOGARITHMIC, 6).ticks()).isNotEmpty();
    assertThat(Ticks.between(new double[0], 6).ticks()).isNotEmpty();
  }

  @Test
  void whatHasNoPlaceIsNotDrawable() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE}) {
      assertThat(Ticks.drawable(value, Scale.LINEAR)).isFalse();
      assertThat(Ticks.drawable(value, Scale.LOGARITHMIC)).isFalse();
    }
    assertThat(Ticks.drawable(-1, Scale.LINEAR)).isTrue();
    assertThat(Ticks.drawable(-1, Scale.LOGARITHMIC)).isFalse();
    assertThat(Ticks.drawable(0, Scale.LOGARITHMIC)).isFalse();
  }

  private static double width(Axis axis) {
    return axis.high() - axis.low();
  }

  private static double last(Axis axis) {
    return axis.ticks().get(axis.ticks().size() - 1);
  }

  private static double lowest(double[] values) {
    return DoubleStream.of(values).min().orElseThrow();
  }

  private static double highest(double[] values) {
    return DoubleStream.of(values).max().orElseThrow();
  }
}
