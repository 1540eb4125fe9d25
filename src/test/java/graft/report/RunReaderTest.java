package graft.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.train.StepRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReaderTest {
  @TempDir private Path folder;

  @Test
  void readsATraining() throws IOException {
    RecordedRun run = RunReader.read(RunFiles.training(3).write(folder.resolve("run")));

    assertThat(run.notes()).isEmpty();
    assertThat(run.name()).isEqualTo("run");
    assertThat(run.command()).isEqualTo("graft train lenet5.yaml");
    assertThat(run.settings())
        .containsEntry("optimizer.sgd.rate", "0.1")
        .containsEntry("seed", "3");
    assertThat(run.finished()).isEqualTo(Optional.of(true));
    RecordedNetwork network = run.networks().get(0);
    assertThat(network.seed()).isEqualTo(OptionalLong.of(3));
    assertThat(network.history().before().loss()).isEqualTo(2.3);
    assertThat(network.history().last().validation().loss()).isEqualTo(0.25);
    assertThat(network.history().last().steps())
        .isEqualTo(new StepRecords(new double[] {0.78, 0.77, 0.76}, new double[] {0.5, 0.5, 0.5}));
    Detail detail = network.detail().orElseThrow();
    assertThat(detail.network()).contains(RunFiles.network(2));
    assertThat(detail.evaluation().orElseThrow().confusion().count(0, 1)).isEqualTo(1);
    assertThat(detail.worst().get(0).wrong().probability()).isEqualTo(0.875);
    assertThat(detail.filters().orElseThrow().trained().orElseThrow().get(17)).isEqualTo(-1.7f);
  }

  @Test
  void readsAnExperimentOfAnOlderGraft() throws IOException {
    RecordedRun run = RunReader.read(RunFiles.experiment(1, 2).write(folder.resolve("run"), false));

    assertThat(run.networks())
        .extracting(network -> network.seed().getAsLong() + " " + network.run())
        .containsExactly(
            "1 teacher",
            "1 wider net2wider",
            "1 deeper random-init",
            "2 teacher",
            "2 wider net2wider",
            "2 deeper random-init");
    assertThat(run.notes())
        .hasSize(2)
        .allMatch(note -> note.contains("found no such file, expected"))
        .anyMatch(note -> note.contains("steps.csv"))
        .anyMatch(note -> note.contains("report.json"));
  }

  @Test
  void givesStepsToTheRunTheyAreOf() throws IOException {
    RunFiles files = RunFiles.experiment(-9223372036854775808L);
    files.steps.setLength(0);
    files.steps.append("seed,run,epoch,step,loss,accuracy\n");
    files.steps.append("-9223372036854775808,wider net2wider,2,1,,\n");

    List<RecordedNetwork> networks = RunReader.read(files.write(folder.resolve("run"))).networks();

    assertThat(networks.get(0).history().last().steps().count()).isZero();
    assertThat(networks.get(1).history().last().steps().losses()).containsExactly(Double.NaN);
  }

  @Test
  void takesWhatIsNullForNotFinite() throws IOException {
    RunFiles files = RunFiles.training(1);
    ((ObjectNode) files.result.path("epochs").path(1).path("validation")).putNull("loss");

    RecordedRun run = RunReader.read(files.write(folder.resolve("run")));

    assertThat(run.networks().get(0).history().last().validation().loss()).isNaN();
  }

  @Test
  void saysInASentenceWhatIsWrongWithAResult() throws IOException {
    Path run = folder.resolve("run");
    refuses(run, "run: found nothing, expected the folder of a run");
    Files.createDirectories(run);
    refuses(run, "run: found no result.json in it, expected");
    Files.writeString(run.resolve("result.json"), " \n");
    refuses(run, "result.json: found nothing in it; expected an object with the key schema");
    Files.writeString(run.resolve("result.json"), "{\"schema\": 1, \"epochs\":");
    refuses(run, "result.json: found no JSON (");
    Files.writeString(run.resolve("result.json"), "{\"schema\": 2}");
    refuses(run, "result.json: found schema 2; expected schema 1");
    Files.writeString(run.resolve("result.json"), "[]");
    refuses(run, "result.json: found JSON that is no object; expected");
    Files.writeString(run.resolve("result.json"), "{\"schema\": 1}");
    refuses(run, "result.json: found neither a key 'epochs' nor 'experiments'; expected");
    Files.writeString(run.resolve("result.json"), "{\"schema\": 1, \"epochs\": 3}");
    refuses(run, "result.json: epochs is '3'; expected a list of epochs");
    Files.writeString(
        run.resolve("result.json"), "{\"schema\": 1, \"epochs\": [], \"keptEpoch\": 4}");
    refuses(run, "result.json: keptEpoch is 4; expected one of its 0 epochs, or 0");
  }

  private static void refuses(Path run, String sentence) {
    assertThatThrownBy(() -> RunReader.read(run))
        .hasMessageContaining(sentence)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @Test
  void leavesOutAnEvaluationWhoseClassesAreNotInOrder() throws IOException {
    RunFiles files = RunFiles.training(1);
    ObjectNode evaluation = (ObjectNode) files.network().path("evaluation");
    ((ObjectNode) evaluation.path("classes").path(1)).put("label", 7);
    RecordedRun other = RunReader.read(files.write(folder.resolve("order")));
    evaluation.putArray("classes");
    evaluation.putArray("confusion");
    RecordedRun none = RunReader.read(files.write(folder.resolve("none")));

    assertThat(other.notes())
        .singleElement()
        .asString()
        .contains("evaluation.classes[1].label is 7; expected 1, as classes are in order");
    assertThat(none.notes())
        .singleElement()
        .asString()
        .contains("evaluation.classes is empty; expected a class or more");
    assertThat(other.networks().get(0).detail().orElseThrow().evaluation()).isEmpty();
  }

  @Test
  void leavesOutWhatIsDamagedBesideAResult() throws IOException {
    RunFiles files = RunFiles.training(1);
    files.steps.append("3,x,1,1\n");
    files.network().putObject("lineage").putArray("parents").addObject().put("file", "a");
    files.network().withArray("/worst").addObject().put("image", -1);
    RunFiles.filters(files.network(), 2, 1).putArray("copied").add(1);

    RecordedRun run = RunReader.read(files.write(folder.resolve("run")));

    assertThat(run.notes()).hasSize(4);
    assertThat(run.notes().get(0)).contains("steps.csv:8: found 'x'; expected a whole number");
    assertThat(run.notes())
        .anyMatch(note -> note.contains("has no key 'sha256'"))
        .anyMatch(
            note -> note.contains("worst[1].image is '-1'; expected a whole number, 0 or more"))
        .anyMatch(note -> note.contains("filters.copied names [1]; expected filters from 0 to 0"));
    Detail detail = run.networks().get(0).detail().orElseThrow();
    assertThat(detail.evaluation()).isPresent();
    assertThat(detail.lineage()).isEmpty();
    assertThat(detail.worst()).isEmpty();
    assertThat(detail.filters()).isEmpty();
  }

  @Test
  void readsOnWithoutAReportThatIsNone() throws IOException {
    Path run = RunFiles.training(1).write(folder.resolve("run"));
    Files.writeString(run.resolve("report.json"), "torn");

    RecordedRun read = RunReader.read(run);

    assertThat(read.notes()).hasSize(1);
    assertThat(read.notes().get(0)).contains("report.json: found no JSON").contains("left out");
    assertThat(read.networks().get(0).detail()).isEmpty();
  }
}
