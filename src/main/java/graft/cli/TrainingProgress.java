package graft.cli;

import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.StepBoundary;
import graft.train.TrainingListener;
import graft.train.TrainingState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a training run: a bar on a terminal, now and then a line elsewhere. */
final class TrainingProgress implements TrainingListener {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

  private final PrintWriter screen;
  private final boolean terminal;
  private final boolean verbose;
  private Optional<ProgressBar> bar = Optional.empty();
  private long lastLine = System.nanoTime();

  TrainingProgress(PrintWriter screen, boolean terminal, boolean verbose) {
    this.screen = screen;
    this.terminal = terminal;
    this.verbose = verbose;
  }

  @Override
  public void planned(int batch, List<String> stages) {
    if (verbose) {
      stages.forEach(stage -> screen.println("  batch " + batch + "  " + stage));
    }
  }

  @Override
  public void resumed(TrainingState from, List<String> changes) {
    int epochs = from.history().epochs().size();
    int steps = from.epoch().steps();
    screen.println(
        "  resumed    after epoch "
            + epochs
            + (steps == 0 ? "" : String.format(Locale.ROOT, " and %d steps of the next", steps)));
    for (String change : changes) {
      screen.println("  note       " + change + ": the same bits are not promised");
    }
  }

  @Override
  public void started(Evaluation before) {
    screen.println("  before     " + validation(before));
  }

  @Override
  public void progress(Progress progress) {
    String figures =
        String.format(
            Locale.ROOT,
            "loss %.4f  accuracy %.2f%%  %.0f images/s",
            progress.loss(),
            100 * progress.accuracy(),
            progress.imagesPerSecond());
    if (terminal) {
      ProgressBar shown = bar.orElseGet(() -> open(progress));
      bar = Optional.of(shown);
      shown.stepTo(progress.samples());
      shown.setExtraMessage(" " + figures);
    } else if (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
      lastLine = System.nanoTime();
      screen.println(
          String.format(
              Locale.ROOT,
              "  epoch %d/%d  %,d of %,d  %s",
              progress.epoch(),
              progress.epochs(),
              progress.samples(),
              progress.totalSamples(),
              figures));
    }
  }

  private static ProgressBar open(Progress progress) {
    return new ProgressBarBuilder()
        .setTaskName("  epoch " + progress.epoch() + "/" + progress.epochs())
        .setInitialMax(progress.totalSamples())
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(250)
        .setConsumer(new ConsoleProgressBarConsumer(System.out))
        .clearDisplayOnFinish()
        .build();
  }

  @Override
  public void stepBoundary(StepBoundary boundary) {
    if (boundary.kind() == StepBoundary.Kind.CANCELLED) {
      closeBar();
    }
  }

  private void closeBar() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }

  @Override
  public void epochEnded(EpochRecord epoch) {
    closeBar();
    screen.println(
        String.format(
            Locale.ROOT,
            "  epoch %-4d %s   training loss %.4f  accuracy %.2f%%  %.1f s  %.0f images/s",
            epoch.epoch(),
            validation(epoch.validation()),
            epoch.loss(),
            100 * epoch.accuracy(),
            epoch.trainSeconds(),
            epoch.imagesPerSecond()));
  }

  private static String validation(Evaluation evaluation) {
    return String.format(
        Locale.ROOT,
        "validation loss %.4f  accuracy %.2f%%",
        evaluation.loss(),
        100 * evaluation.accuracy());
  }
}
