package graft.experiment;

import static graft.experiment.Histories.run;
import static graft.experiment.Histories.sound;
import static graft.experiment.Histories.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.KnownDataset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private final Thresholds full = Thresholds.full(Optional.of(KnownDataset.MNIST));

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
  void refusesToJudgeNothing() {
    assertThatThrownBy(() -> full.violations(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found no result of an experiment, expected 1 or more");
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

  @Test
  void whatMustBeLearnedDependsOnTheDataSet() {
    // A teacher as of Fashion-MNIST, and students that start where it ends.
    ExperimentResult clothes =
        with(
            with(
                with(
                    with(sound(1), run(Runs.TEACHER, 2.3, 0.45, 0.44)),
                    run(Runs.WIDER_NET2WIDER, 0.441, 0.40)),
                run(Runs.DEEPER_NET2DEEPER, 0.44, 0.39)),
            run(Runs.WIDER_RANDOM_PAD, 0.55, 0.41));
    List<ExperimentResult> results =
        List.of(with(clothes, run(Runs.DEEPER_RANDOM_INIT, 2.4, 0.46)));

    assertThat(Thresholds.shortened(Optional.of(KnownDataset.FASHION_MNIST)).violations(results))
        .noneMatch(line -> line.contains("loss"));
    assertThat(Thresholds.shortened(Optional.of(KnownDataset.MNIST)).violations(results))
        .anyMatch(
            line -> line.startsWith("teacher's last loss is 0.4400, expected at most 0.1410"));
    assertThat(Thresholds.full(Optional.of(KnownDataset.MNIST)).violations(results))
        .anyMatch(line -> line.startsWith("teacher's last loss is 0.4400, expected at most 0.0500"))
        .anyMatch(line -> line.contains("random-pad's loss before training"));
    assertThat(Thresholds.full(Optional.of(KnownDataset.FASHION_MNIST)).violations(results))
        .isEmpty();
  }

  @Test
  void ofUnknownDataTheOrderAloneCounts() {
    Thresholds unknown = Thresholds.shortened(Optional.empty());
    ExperimentResult hard =
        with(
            with(
                with(
                    with(sound(1), run(Runs.TEACHER, 5.0, 4.2, 4.0)),
                    run(Runs.WIDER_NET2WIDER, 4.01, 3.9)),
                run(Runs.DEEPER_NET2DEEPER, 4.0, 3.8)),
            run(Runs.WIDER_RANDOM_PAD, 4.1, 3.9));
    ExperimentResult found = with(hard, run(Runs.DEEPER_RANDOM_INIT, 4.8, 4.1));

    assertThat(unknown.violations(List.of(found))).isEmpty();
    assertThat(unknown.violations(List.of(with(found, run(Runs.DEEPER_NET2DEEPER, 4.5, 3.8)))))
        .singleElement()
        .asString()
        .contains("deeper net2deeper's relative distance");
    assertThat(unknown.violations(List.of(with(found, run(Runs.WIDER_RANDOM_PAD, 3.9, 3.9)))))
        .singleElement()
        .asString()
        .contains("random-pad's loss before training");
    assertThat(unknown.violations(List.of(with(found, run(Runs.DEEPER_RANDOM_INIT, 3.9, 4.1)))))
        .singleElement()
        .asString()
        .contains("random-init's loss before training");
  }

  private List<String> violationsWith(RunRecord replacement) {
    return full.violations(List.of(with(sound(1), replacement)));
  }
}
