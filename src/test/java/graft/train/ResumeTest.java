package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Model;
import graft.nn.AdamW;
import graft.nn.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that is cut and gone on with in a new trainer ends with the bits of one that is not. */
class ResumeTest extends CutRuns {
  /** The last stops early, and its best epoch is not its last. */
  static List<TrainingOptions> runs() {
    return List.of(
        TrainingOptions.of(EPOCHS, 16, Sgd.of(0.02f, 0.9f)),
        options(Sgd.of(0.02f, 0.9f).withNesterov().withWeightDecay(1e-3f)),
        options(AdamW.of(3e-3f).clippedTo(1)),
        options(AdamW.of(3e-3f)).withGraph(false),
        options(Sgd.of(0.5f, 0.9f))
            .withBestBy(Criterion.LOSS)
            .withEarlyStopping(new EarlyStopping(Criterion.LOSS, 2, 0.5)));
  }

  @Test
  void theLastStopsEarlyAndItsBestEpochIsNotItsLast() {
    TrainingOptions last = runs().get(runs().size() - 1);
    History history =
        train(TrainingState.beginning(MODEL), last, TrainingListener.SILENT).history();
    assertThat(history.epochs()).hasSizeLessThan(EPOCHS);
    assertThat(history.kept()).isLessThan(history.epochs().size());
  }

  /** What a run left, but for its times. */
  private record Outcome(Model trained, History history) {
    static Outcome of(Trainer.Result result) {
      assertThat(result.cancelled()).isFalse();
      return new Outcome(result.trained(), timeless(result.history()));
    }
  }

  /** Readings follow the clock, so the steps at which runs are cut do; the first is always one. */
  @ParameterizedTest(name = "run {index}")
  @MethodSource("runs")
  void everyStateThatARunTellsOfGoesOnToTheSameBits(TrainingOptions options) {
    CutAt never = new CutAt(0);
    TrainingState beginning = TrainingState.beginning(MODEL);
    Outcome whole = Outcome.of(train(beginning, options, never));
    assertThat(never.states).hasSizeGreaterThanOrEqualTo(2 * whole.history().epochs().size());
    for (TrainingState state : never.states) {
      assertThat(Outcome.of(train(state, options, TrainingListener.SILENT)))
          .as("from epoch %d, step %d", state.nextEpoch(), state.epoch().steps())
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest(name = "run {index}")
  @MethodSource("runs")
  void aRunThatIsCutAgainAndAgainGoesOnFromItsFilesToTheSameBits(
      TrainingOptions options, @TempDir Path path) throws IOException {
    CheckpointFolder folder = new CheckpointFolder(path);
    Outcome whole =
        Outcome.of(train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT));
    TrainingState state = TrainingState.beginning(MODEL);
    int cuts = 0;
    while (true) {
      CutAt next = new CutAt(1);
      Trainer.Result result =
          train(state, options, next.and(new Checkpoints(folder)), next.cancellation);
      if (!result.cancelled()) {
        assertThat(Outcome.of(result)).isEqualTo(whole);
        break;
      }
      state = folder.newest(ResumeTest::fail).orElseThrow();
      assertThat(state).isEqualTo(result.end().orElseThrow());
      cuts++;
    }
    // The last moment is the end of the last epoch, where there is nothing left to cut.
    assertThat(
            Outcome.of(
                train(
                    folder.newest(ResumeTest::fail).orElseThrow(),
                    options,
                    TrainingListener.SILENT)))
        .as("after the last epoch")
        .isEqualTo(whole);
    assertThat(cuts).isGreaterThanOrEqualTo(2 * whole.history().epochs().size() - 1);
  }

  private static void fail(String said) {
    throw new AssertionError(said);
  }

  @Test
  void whatIsCutBeforeItsFirstEvaluationGoesOnFromTheBeginning() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    Outcome whole =
        Outcome.of(train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT));
    Cancellation cancellation = new Cancellation();
    cancellation.request();
    TrainingState cut =
        train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT, cancellation)
            .end()
            .orElseThrow();
    assertThat(cut.history().before()).isEqualTo(Evaluation.NONE);
    assertThat(Outcome.of(train(cut, options, TrainingListener.SILENT))).isEqualTo(whole);
  }

  @Test
  void stepsMayBeAGraphBeforeAndCallByCallAfter() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    CutAt first = new CutAt(1);
    Trainer.Result cut = train(TrainingState.beginning(MODEL), options, first, first.cancellation);
    List<String> heard = new ArrayList<>();
    Trainer.Result rest =
        train(
            cut.end().orElseThrow(),
            options.withGraph(false),
            new TrainingListener() {
              @Override
              public void resumed(TrainingState from, List<String> changes) {
                assertThat(from).isEqualTo(cut.end().orElseThrow());
                assertThat(changes).isEmpty();
                heard.add("resumed");
              }

              @Override
              public void started(Evaluation before) {
                heard.add("started");
              }
            });
    assertThat(heard).containsExactly("resumed");
    assertThat(Outcome.of(rest))
        .isEqualTo(
            Outcome.of(train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT)));
  }
}
