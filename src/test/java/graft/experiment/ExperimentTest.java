package graft.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChildJvm;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.train.TrainingDivergedException;
import graft.train.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentTest {
  private static final Device DEVICE = SharedDevice.get();

  private static final class Heard implements ExperimentListener {
    private final List<String> events = new ArrayList<>();

    @Override
    public TrainingListener runStarted(Run run, NetworkSpec spec) {
      events.add("began " + run.title());
      return TrainingListener.SILENT;
    }

    @Override
    public void runEnded(RunRecord run, Model trained, ExperimentResult soFar) {
      events.add("ended " + run.run().title() + ", " + soFar.runs().size());
    }
  }

  private static ExperimentResult run(float teacherRate, float studentRate, Heard heard) {
    ExperimentOptions options = new ExperimentOptions(1, 32, teacherRate, studentRate, true);
    try (Experiment experiment = new Experiment(DEVICE, SmallSplits.draw(96, 40))) {
      return experiment.run(1, options, heard);
    }
  }

  @Test
  void trainsAllRunsInOrder() {
    Heard heard = new Heard();
    ExperimentResult result = run(0.01f, 0.001f, heard);
    assertThat(result.runs().stream().map(RunRecord::run)).isEqualTo(Runs.ALL);
    assertThat(heard.events)
        .startsWith("began teacher", "ended teacher, 1", "began wider random-pad")
        .endsWith("began deeper net2deeper", "ended deeper net2deeper, 5");
    assertThat(result.find(Runs.DEEPER_NET2DEEPER).orElseThrow().history().last().steps().count())
        .isEqualTo(3);
  }

  @Test
  void aTeacherThatDivergesIsNamed() {
    Heard heard = new Heard();
    assertThatThrownBy(() -> run(Float.MAX_VALUE, 0.001f, heard))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageMatching("teacher: the loss of step [23] of 3 in epoch 1 is .*, expected .*");
    assertThat(heard.events).containsExactly("began teacher");
  }

  @Test
  void theRunsBeforeOneThatDivergesAreHeardOf() {
    Heard heard = new Heard();
    assertThatThrownBy(() -> run(0.01f, Float.MAX_VALUE, heard))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageMatching(
            "wider random-pad: the loss of step [23] of 3 in epoch 1 is .*, expected .*");
    assertThat(heard.events)
        .containsExactly("began teacher", "ended teacher, 1", "began wider random-pad");
  }

  @SoftwareOnly("its memory can be made small")
  @Test
  void aStudentThatDoesNotFitIsRefusedBeforeTheTeacherTrains() throws IOException {
    Process process =
        ChildJvm.startAlike(Map.of("GRAFT_SOFTWARE_MEMORY", "96M"), SmallDevice.class);
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .matches(
            "wider random-pad: training needs [0-9.]+ MiB more \\(parameters .*, gradients .*,"
                + " optimizer .*, activations .*\\), [0-9.]+ MiB are free on software device .*");
  }

  @Test
  void eachRunDrawsFromASequenceOfItsOwn() {
    assertThat(Runs.ALL.stream().map(Run::sequence)).doesNotHaveDuplicates();
    assertThat(Runs.ALL.stream().map(Run::title)).doesNotHaveDuplicates();
    assertThat(Runs.STUDENTS).noneMatch(Run::isTeacher);
    assertThat(Runs.TEACHER.isTeacher()).isTrue();
  }
}
