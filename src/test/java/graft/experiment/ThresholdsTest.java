package graft.experiment;

import static graft.experiment.Histories.run;
import static graft.experiment.Histories.sound;
import static graft.experiment.Histories.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private final Thresholds full = Thresholds.full();

  @Test
  void acceptsASoundExperiment() {
    assertThat(full.violations(List.of(sound(1), sound(2)))).isEmpty();
  }

  @Test
  void namesAMissingRun() {
    ExperimentResult cut = new ExperimentResult(3, sound(3).runs().subList(0, 4));
    assertThat(full.violations(List.of(cut)))
        .containsExactly("seed 3: run deeper net2deeper is missing");
  }

  @Test
  void rejectsATeacherThatLearnedTooLittle() {
    assertThat(violationsWith(run(Runs.TEACHER, 2.3, 0.06, 0.055, 0.051)))
        .anyMatch(
            line -> line.startsWith("teacher's last loss is 0.0510, expected at most 0.0500"));
  }

  @Test
  void rejectsAStudentThatLostItsTeachersFunction() {
    assertThat(violationsWith(run(Runs.WIDER_NET2WIDER, 0.0441, 0.033)))
        .singleElement()
        .asString()
        .startsWith("seed 1: wider net2wider's relative distance");
    assertThat(violationsWith(run(Runs.DEEPER_NET2DEEPER, 0.0359, 0.035))).hasSize(1);
  }

  @Test
  void rejectsBaselinesThatStartTooWell() {
    assertThat(violationsWith(run(Runs.WIDER_RANDOM_PAD, 0.041, 0.034)))
        .singleElement()
        .asString()
        .contains("random-pad's loss before training");
    assertThat(violationsWith(run(Runs.DEEPER_RANDOM_INIT, 0.5, 0.06)))
        .singleElement()
        .asString()
        .contains("random-init's loss before training");
  }

  @Test
  void ordersTheMeansOfAllSeeds() {
    ExperimentResult worse = with(sound(2), run(Runs.WIDER_NET2WIDER, 0.04, 0.0345));
    // One seed out of order is noise as long as the mean is in order.
    assertThat(full.violations(List.of(sound(1), worse))).isEmpty();
    assertThat(full.violations(List.of(worse)))
        .containsExactly(
            "wider net2wider's mean last loss against wider random-pad's is 0.0345, expected at"
                + " most 0.0340");
  }

  @Test
  void rejectsNaN() {
    assertThat(violationsWith(run(Runs.TEACHER, 2.3, Double.NaN))).isNotEmpty();
    assertThat(violationsWith(run(Runs.DEEPER_NET2DEEPER, 0.04, Double.NaN))).isNotEmpty();
  }

  private List<String> violationsWith(RunRecord replacement) {
    return full.violations(List.of(with(sound(1), replacement)));
  }
}
