package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class StepFiguresTest {
  private static EpochRecord epoch(int number, double[] losses, double[] accuracies) {
    return new EpochRecord(
        number, 1, 1, new StepRecords(losses, accuracies), Evaluation.NONE, 1, 1);
  }

  private static String lines(String start, EpochRecord... epochs) {
    StringBuilder lines = new StringBuilder();
    StepFigures.append(lines, start, new History(Evaluation.NONE, List.of(epochs)));
    return lines.toString();
  }

  @Test
  void aLineAStepCountedInEachEpoch() {
    assertThat(StepFigures.COLUMNS).isEqualTo("epoch,step,loss,accuracy");
    assertThat(
            lines(
                "7,teacher,",
                epoch(1, new double[] {2.3, 1.00000049}, new double[] {0, 0.5}),
                epoch(2, new double[] {0.0625}, new double[] {1})))
        .isEqualTo(
            """
            7,teacher,1,1,2.300000,0.000000
            7,teacher,1,2,1.000000,0.500000
            7,teacher,2,1,0.062500,1.000000
            """);
  }

  @Test
  void whatIsNotFiniteIsLeftEmpty() {
    assertThat(lines("", epoch(1, new double[] {Double.NaN, 1 / 0.0}, new double[] {0.25, 0})))
        .isEqualTo("1,1,,0.250000\n1,2,,0.000000\n");
  }

  /** Six decimals, as Java's formatter has them but for a last one that is as near. */
  @Property
  void numbersAreRoundedToSixDecimals(@ForAll @DoubleRange(min = -1, max = 1e12) double number) {
    String cell = lines("", epoch(1, new double[] {number}, new double[] {0})).split(",", -1)[2];
    assertThat(cell).matches("-?\\d+\\.\\d{6}");
    assertThat(Math.abs(Double.parseDouble(cell) - number))
        .isLessThanOrEqualTo(0.5e-6 + Math.ulp(number));
  }

  @Property
  void smallNumbersHaveAllTheirZeros(@ForAll @DoubleRange(min = 0, max = 0.01) double number) {
    String cell = lines("", epoch(1, new double[] {number}, new double[] {0})).split(",", -1)[2];
    double formatted = Double.parseDouble(String.format(Locale.ROOT, "%.6f", number));
    assertThat(Double.parseDouble(cell))
        .isCloseTo(formatted, org.assertj.core.data.Offset.offset(1.01e-6));
    assertThat(cell).startsWith("0.0");
  }
}
