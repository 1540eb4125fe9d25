package graft.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.DataSplits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.job.Invocation;
import graft.job.RunHeader;
import graft.model.NetworkSpec;
import graft.train.Cancellation;
import graft.train.EpochRecord;
import graft.train.ResumeRefusedException;
import graft.train.TrainingListener;
import graft.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that is cut inside its third network, and gone on with. */
class ExperimentResumeTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final DataSplits DIGITS = SmallSplits.draw(96, 40);
  private static final ExperimentOptions OPTIONS =
      new ExperimentOptions(2, 32, 0.01f, 0.001f, true);
  private static String uncut;

  @TempDir private Path folder;
  private final List<String> heard = new ArrayList<>();
  private Cancellation cancellation = new Cancellation();

  @BeforeAll
  static void runUncut(@TempDir Path results) throws IOException {
    try (Experiment experiment = new Experiment(DEVICE, DIGITS)) {
      uncut = history(results, experiment.run(1, OPTIONS, ExperimentListener.SILENT));
    }
  }

  /** The lines of history.csv, without seconds and images a second. */
  private static String history(Path folder, ExperimentResult result) throws IOException {
    RunHeader start = RunHeader.of(Invocation.BY_PROGRAM, Map.of(), DIGITS, Optional.empty());
    new ResultFiles(folder, start, OPTIONS).write(List.of(result), List.of(), true);
    try (Stream<String> lines = Files.lines(folder.resolve("history.csv"))) {
      return String.join("\n", lines.map(line -> line.replaceAll(",[^,]*,[^,]*$", "")).toList());
    }
  }

  private ExperimentCheckpoints checkpoints() {
    return ExperimentCheckpoints.in(folder.resolve("checkpoints"), Duration.ZERO);
  }

  private ExperimentResult run(ExperimentOptions options, ExperimentListener listener) {
    try (Experiment experiment = new Experiment(DEVICE, DIGITS)) {
      return experiment.run(1, options, listener, checkpoints(), cancellation);
    }
  }

  /** Cancels in an epoch of a run, and writes down what is resumed. */
  private final class CutIn implements ExperimentListener {
    private final String title;
    private final int epoch;

    CutIn(Run run, int epoch) {
      this.title = run.title();
      this.epoch = epoch;
    }

    @Override
    public TrainingListener runStarted(Run run, NetworkSpec spec) {
      return new TrainingListener() {
        @Override
        public void resumed(TrainingState from, List<String> changes) {
          assertThat(changes).isEmpty();
          heard.add(run + " from " + from.nextEpoch() + ", " + (from.epoch().steps() > 0));
        }

        @Override
        public void progress(Progress progress) {
          if (run.title().equals(title) && progress.epoch() == epoch) {
            cancellation.request();
          }
        }

        @Override
        public void epochEnded(EpochRecord ended) {
          heard.add(run + " ended " + ended.epoch());
        }
      };
    }

    @Override
    public void checkpointNote(Run run, String sentence) {
      heard.add(run + ": " + sentence);
    }
  }

  private ExperimentResult cutAndGoOn(Run run, int epoch) {
    ExperimentResult cut = run(OPTIONS, new CutIn(run, epoch));
    assertThat(cut.isComplete()).isFalse();
    assertThat(cut.runs()).hasSize(Runs.ALL.indexOf(run));
    heard.clear();
    cancellation = new Cancellation();
    return run(OPTIONS, new CutIn(run, 0));
  }

  @Test
  void insideTheThirdNetworkItGoesOnToTheSameHistory() throws IOException {
    ExperimentResult whole = cutAndGoOn(Runs.WIDER_NET2WIDER, 2);
    assertThat(heard)
        .startsWith(
            "teacher from 3, false",
            "wider random-pad from 3, false",
            "wider net2wider from 2, true",
            "wider net2wider ended 2",
            "deeper random-init ended 1");
    assertThat(history(folder, whole)).isEqualTo(uncut);
  }

  @Test
  void afterTheLastNetworkNothingIsTrainedAgain() throws IOException {
    run(OPTIONS, ExperimentListener.SILENT);
    ExperimentResult again = run(OPTIONS, new CutIn(Runs.TEACHER, 0));
    assertThat(heard).hasSize(5).allMatch(event -> event.endsWith(" from 3, false"));
    assertThat(history(folder, again)).isEqualTo(uncut);
  }

  @Test
  void otherOptionsAreRefusedBeforeAnythingIsHeardOf() {
    run(OPTIONS, new CutIn(Runs.WIDER_NET2WIDER, 1));
    heard.clear();
    ExperimentOptions otherRate = new ExperimentOptions(2, 32, 0.01f, 0.002f, true);
    assertThatThrownBy(() -> run(otherRate, new CutIn(Runs.TEACHER, 0)))
        .isInstanceOf(ResumeRefusedException.class)
        .hasMessageStartingWith(
            "wider random-pad: the checkpoint is of another run: its optimizer is"
                + " Sgd[learningRate=0.001, ");
    assertThat(heard).isEmpty();
  }

  @Test
  void aDamagedCheckpointIsPassedOverAndSaid() throws IOException {
    run(OPTIONS, new CutIn(Runs.WIDER_RANDOM_PAD, 2));
    Files.write(newest("wider-random-pad"), new byte[] {1, 2, 3});
    heard.clear();
    cancellation = new Cancellation();
    ExperimentResult whole = run(OPTIONS, new CutIn(Runs.TEACHER, 0));
    assertThat(heard.get(0))
        .startsWith("wider random-pad: ")
        .contains("found a file of 3 bytes", "; taking the one before, ");
    assertThat(history(folder, whole)).isEqualTo(uncut);
  }

  @Test
  void whereNoneIsSoundNothingIsTrained() throws IOException {
    run(OPTIONS, new CutIn(Runs.WIDER_RANDOM_PAD, 1));
    for (Path file : filesOf("teacher")) {
      Files.write(file, new byte[] {1, 2, 3});
    }
    heard.clear();
    assertThatThrownBy(() -> run(OPTIONS, new CutIn(Runs.TEACHER, 0)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("checkpoints of which none can be read");
    assertThat(heard).isEmpty();
  }

  @Test
  void aRunWhoseCheckpointsAreGoneIsSaidToBeginAnew() throws IOException {
    run(OPTIONS, new CutIn(Runs.WIDER_RANDOM_PAD, 1));
    for (Path file : filesOf("teacher")) {
      Files.delete(file);
    }
    heard.clear();
    cancellation = new Cancellation();
    ExperimentResult whole = run(OPTIONS, new CutIn(Runs.TEACHER, 0));
    assertThat(heard)
        .startsWith(
            "teacher: there is no checkpoint of it, although there is one of wider random-pad; it"
                + " begins anew",
            "teacher ended 1");
    assertThat(history(folder, whole)).isEqualTo(uncut);
  }

  @Test
  void otherSeedsAreRefused() throws IOException {
    run(OPTIONS, new CutIn(Runs.TEACHER, 1));
    checkpoints().requireOnly(List.of(2L, 1L));
    ExperimentCheckpoints.NONE.requireOnly(List.of());
    assertThatThrownBy(() -> checkpoints().requireOnly(List.of(2L)))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            ": found checkpoints of [seed-1], expected those of [seed-2] alone; resume with all"
                + " seeds that the experiment began with");
  }

  private List<Path> filesOf(String run) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder.resolve("checkpoints/seed-1/" + run), "epoch-*")) {
      found.forEach(files::add);
    }
    files.sort(null);
    return files;
  }

  private Path newest(String run) throws IOException {
    List<Path> files = filesOf(run);
    return files.get(files.size() - 1);
  }
}
