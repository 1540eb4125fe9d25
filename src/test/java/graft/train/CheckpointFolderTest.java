package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  private static final Model MODEL = SmallNetworks.untrained(3, 2);

  @TempDir private Path parent;
  private final List<String> said = new ArrayList<>();

  private CheckpointFolder folder() {
    return new CheckpointFolder(parent.resolve("checkpoints"));
  }

  /** After epochs that ended with these validation losses. */
  private static TrainingState state(int steps, double... losses) {
    List<EpochRecord> epochs = new ArrayList<>();
    for (double loss : losses) {
      epochs.add(
          new EpochRecord(
              epochs.size() + 1,
              1,
              0,
              new StepRecords(new double[0], new double[0]),
              new Evaluation(loss, 0, 1),
              1,
              1));
    }
    return new TrainingState(
        MODEL,
        List.of(),
        0,
        new History(new Evaluation(3, 0, 1), epochs),
        new SweepCounts(steps, 0, 0, new double[steps], new int[steps]),
        0,
        Optional.empty(),
        Optional.empty());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder().path())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void keepsTheLastTwoAndTheBest() throws IOException {
    folder().write(state(3));
    folder().write(state(0, 1.0));
    folder().write(state(12, 1.0));
    assertThat(names())
        .containsExactly(
            "epoch-00001-step-0000000.safetensors", "epoch-00001-step-0000012.safetensors");
    folder().write(state(0, 1.0, 0.5));
    folder().write(state(0, 1.0, 0.5, 0.7));
    folder().write(state(0, 1.0, 0.5, 0.7, 0.9));
    folder().write(state(0, 1.0, 0.5, 0.7, 0.9, 0.8));
    assertThat(names())
        .containsExactly(
            "epoch-00002-step-0000000.safetensors",
            "epoch-00004-step-0000000.safetensors",
            "epoch-00005-step-0000000.safetensors");
    assertThat(folder().newest(said::add)).contains(state(0, 1.0, 0.5, 0.7, 0.9, 0.8));
    assertThat(said).isEmpty();
  }

  /** Not by the smallest loss. */
  @Test
  void keepsTheEpochThatTheRunHoldsToBeTheBest() throws IOException {
    TrainingState last = state(0, 1.0, 0.5, 0.7, 0.9);
    for (int epoch = 1; epoch < 4; epoch++) {
      folder().write(cut(last, epoch));
    }
    folder().write(cut(last, 4));
    assertThat(names()).first().isEqualTo("epoch-00001-step-0000000.safetensors");
  }

  /** Of a run whose first epoch was the best by its own criterion. */
  private static TrainingState cut(TrainingState state, int epochs) {
    History history = state.history();
    return new TrainingState(
        MODEL,
        List.of(),
        0,
        new History(history.before(), history.epochs().subList(0, epochs), 1),
        SweepCounts.NONE,
        0,
        Optional.of(MODEL.weights()),
        Optional.empty());
  }

  @Test
  void thereMayBeNone() throws IOException {
    assertThat(folder().newest(said::add)).isEmpty();
    Files.createDirectories(folder().path());
    Files.createFile(folder().path().resolve("notes.txt"));
    assertThat(folder().newest(said::add)).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void aDamagedNewestIsPassedOverAndSaidAndSweptLater() throws IOException {
    Path before = folder().write(state(0, 1.0));
    Path newest = folder().write(state(7, 1.0));
    damage(newest);
    assertThat(folder().newest(said::add)).contains(state(0, 1.0));
    assertThat(said)
        .singleElement()
        .asString()
        .matches(
            newest
                + ": found content of checksum .*: the file is damaged; taking the one before, "
                + before);
    assertThat(newest).exists();
    folder().write(state(5, 1.0));
    assertThat(names())
        .containsExactly(
            "epoch-00001-step-0000000.safetensors", "epoch-00001-step-0000005.safetensors");
  }

  @Test
  void whereNoneIsSoundNothingBeginsAnew() throws IOException {
    damage(folder().write(state(0, 1.0)));
    Files.write(folder().write(state(7, 1.0)), new byte[0]);
    assertThatThrownBy(() -> folder().newest(said::add))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            folder().path()
                + ": found 2 checkpoints of which none can be read \\(.*epoch-00001-step-0000007.*: found"
                + " .*; expected .*\\), expected a sound one; without one the run can only begin"
                + " anew, in another folder");
    assertThat(said).isEmpty();
  }

  @Test
  void whatAKilledWriterLeftIsSwept() throws IOException {
    Files.createDirectories(folder().path());
    Files.createFile(
        folder()
            .path()
            .resolve(
                ".epoch-00001-step-0000007.safetensors-01234567-89ab-cdef-0123-456789abcdef.part"));
    folder().write(state(0, 1.0));
    assertThat(names()).containsExactly("epoch-00001-step-0000000.safetensors");
  }

  @Test
  void namesSortAsRunsGoOn() {
    assertThat(CheckpointName.of(Path.of("epoch-100000-step-0000000.safetensors")).orElseThrow())
        .isGreaterThan(new CheckpointName(99999, 12))
        .hasToString("epoch-100000-step-0000000.safetensors");
    assertThat(CheckpointName.of(Path.of("x/epoch-00002-step-0000011.safetensors")))
        .contains(new CheckpointName(2, 11));
    assertThat(CheckpointName.of(Path.of("epoch-2-step-11.safetensors"))).isEmpty();
  }

  private static StepBoundary at(StepBoundary.Kind kind, TrainingState state) {
    return new StepBoundary(kind, () -> state);
  }

  @Test
  void writesWhatIsDue() throws IOException {
    long[] now = {Long.MAX_VALUE - 10};
    Checkpoints checkpoints = new Checkpoints(folder(), Duration.ofNanos(100), () -> now[0]);
    now[0] += 99;
    checkpoints.stepBoundary(at(StepBoundary.Kind.IN_EPOCH, state(1)));
    assertThat(folder().newest(said::add)).isEmpty();
    now[0] += 1;
    checkpoints.stepBoundary(at(StepBoundary.Kind.IN_EPOCH, state(2)));
    assertThat(folder().newest(said::add)).contains(state(2));
    now[0] += 99;
    checkpoints.stepBoundary(at(StepBoundary.Kind.IN_EPOCH, state(3)));
    assertThat(folder().newest(said::add)).contains(state(2));
    checkpoints.stepBoundary(at(StepBoundary.Kind.EPOCH_ENDED, state(0, 1.0)));
    assertThat(folder().newest(said::add)).contains(state(0, 1.0));
    now[0] += 99;
    checkpoints.stepBoundary(at(StepBoundary.Kind.IN_EPOCH, state(1, 1.0)));
    assertThat(folder().newest(said::add)).contains(state(0, 1.0));
    checkpoints.stepBoundary(at(StepBoundary.Kind.CANCELLED, state(2, 1.0)));
    assertThat(folder().newest(said::add)).contains(state(2, 1.0));
    assertThat(Checkpoints.EVERY).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void whatCannotBeWrittenEndsTheRunBeforeItsFirstStepOrLater() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder());
    checkpoints.planned(2, List.of());
    assertThat(folder().path()).as("nothing stays of a trial").doesNotExist();
    Files.createFile(folder().path());
    String inTheWay = folder().path() + "%s: something is there already, and no folder";
    refuses(() -> checkpoints.planned(2, List.of()), inTheWay.formatted(" cannot be written"));
    refuses(
        () -> checkpoints.stepBoundary(at(StepBoundary.Kind.EPOCH_ENDED, state(0, 1.0))),
        "no checkpoint can be written in %s (%s); those that are there stay"
            .formatted(folder().path(), inTheWay.formatted("")));
  }

  private static void refuses(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(sentence)
        .satisfies(thrown -> assertThat(thrown.getCause()).hasMessage(thrown.getMessage()));
  }

  @Test
  void betweenTwoMayLieAnyTimeThatIsNotNegative() throws IOException {
    new Checkpoints(folder(), Duration.ofSeconds(Long.MAX_VALUE))
        .stepBoundary(at(StepBoundary.Kind.IN_EPOCH, state(1)));
    assertThat(folder().newest(said::add)).isEmpty();
    new Checkpoints(folder(), Duration.ZERO).stepBoundary(at(StepBoundary.Kind.IN_EPOCH, state(1)));
    assertThat(folder().newest(said::add)).contains(state(1));
    assertThatThrownBy(() -> new Checkpoints(folder(), Duration.ofSeconds(-5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found PT-5S between two checkpoints, expected 0 or more");
  }
}
