package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final RunLength RUN = RunLength.ofEpochs(4, 5); // 20 steps

  private static double[] factors(Schedule schedule) {
    double[] factors = new double[(int) RUN.steps()];
    for (int step = 0; step < factors.length; step++) {
      factors[step] = schedule.factor(step, RUN);
    }
    return factors;
  }

  @Test
  void equalSchedulesAreEqual() {
    assertThat(Schedule.constant()).isEqualTo(Schedule.constant());
    assertThat(Schedule.linear(0.5))
        .isEqualTo(Schedule.linear(0.5))
        .isNotEqualTo(Schedule.linear());
    assertThat(Schedule.steps(0.1, 2, 3)).isEqualTo(Schedule.steps(0.1, 2, 3));
    assertThat(Schedule.steps(0.1, 2, 3)).isNotEqualTo(Schedule.steps(0.1, 2));
    assertThat(Schedule.cosine(0.5).afterWarmUp(1))
        .isEqualTo(Schedule.cosine(0.5).afterWarmUp(1))
        .isNotEqualTo(Schedule.cosine(0.5).afterWarmUp(2))
        .isNotEqualTo(Schedule.linear(0.5).afterWarmUp(1));
  }

  @Test
  void constantGivesTheRateToTheBit() {
    float rate = 0.1f;
    assertThat(Schedule.constant().rates(rate, 3, RUN)).containsOnly(rate).hasSize(5);
  }

  @Test
  void stepsComeAfterTheirEpochs() {
    assertThat(factors(Schedule.steps(0.5, 1, 3)))
        .containsExactly(
            1, 1, 1, 1, 1, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .25, .25, .25, .25, .25);
  }

  @Test
  void linearWouldEndAfterTheLastStep() {
    double[] factors = factors(Schedule.linear(0.2));
    assertThat(factors[0]).isEqualTo(1);
    assertThat(factors[10]).isCloseTo(0.6, within(1e-15));
    assertThat(factors[19]).isCloseTo(0.2 + 0.8 / 20, within(1e-15));
    assertThat(factors(Schedule.linear())[19]).isCloseTo(1.0 / 20, within(1e-15));
  }

  @Test
  void cosineIsHalfAWave() {
    double[] factors = factors(Schedule.cosine());
    assertThat(factors[0]).isEqualTo(1);
    assertThat(factors[5]).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-15));
    assertThat(factors[10]).isCloseTo(0.5, within(1e-15));
    assertThat(factors[19]).isCloseTo((1 + Math.cos(Math.PI * 0.95)) / 2, within(1e-15));
    assertThat(factors(Schedule.cosine(0.5))[10]).isCloseTo(0.75, within(1e-15));
  }

  /** 1.2 epochs are 6 steps; the cosine has the 14 that are left. */
  @Test
  void aWarmUpComesFirst() {
    double[] factors = factors(Schedule.cosine().afterWarmUp(1.2));
    for (int step = 0; step < 6; step++) {
      assertThat(factors[step]).isCloseTo((step + 1) / 7.0, within(1e-15));
    }
    assertThat(factors[6]).isEqualTo(1);
    assertThat(factors[13]).isCloseTo(0.5, within(1e-15));
    assertThat(factors(Schedule.constant().afterWarmUp(0))).containsOnly(1);
    // One that is longer than the run never ends.
    assertThat(factors(Schedule.linear().afterWarmUp(9))[19]).isCloseTo(20 / 46.0, within(1e-15));
  }

  @Test
  void anEpochsRatesAreItsStepsOfTheRun() {
    float[] rates = Schedule.linear().rates(0.5f, 2, RUN);
    assertThat(rates).hasSize(5);
    assertThat(rates[0]).isEqualTo(0.5f * 0.75f);
    assertThat(rates[4]).isEqualTo((float) (0.5 * (1 - 9 / 20.0)));
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Schedule.linear(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("end is -1.0, expected a finite number >= 0");
    assertThatThrownBy(() -> Schedule.steps(0.1, 3, 3))
        .hasMessage("the rate changes after epoch 3, expected a later one than epoch 3");
    assertThatThrownBy(() -> Schedule.steps(Double.NaN, 3))
        .hasMessage("factor is NaN, expected a finite number >= 0");
    assertThatThrownBy(() -> Schedule.cosine().afterWarmUp(-1))
        .hasMessage("warm-up epochs is -1.0, expected a finite number >= 0");
    Schedule own = (step, run) -> step == 7 ? Double.NaN : 1;
    assertThatThrownBy(() -> own.rates(1, 2, RUN))
        .hasMessage("the schedule's factor of step 7 is NaN, expected a finite number >= 0");
  }
}
