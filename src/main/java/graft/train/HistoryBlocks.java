package graft.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run's history as a checkpoint's blocks: numbers keep their bits. */
final class HistoryBlocks {
  private static final String BEFORE = "history/before";
  private static final String FIGURES = "history/figures";
  private static final String COUNTS = "history/counts";
  private static final String LOSSES = "history/step losses";
  private static final String ACCURACIES = "history/step accuracies";

  private static final int FIGURES_OF_EPOCH = 6;
  private static final int COUNTS_OF_EPOCH = 2;

  private HistoryBlocks() {}

  static void write(History history, CheckpointWriter to) {
    Evaluation before = history.before();
    List<EpochRecord> epochs = history.epochs();
    to.doubles(BEFORE, before.loss(), before.accuracy());
    to.doubles(
        FIGURES,
        epochs.stream()
            .flatMapToDouble(
                epoch ->
                    Arrays.stream(
                        new double[] {
                          epoch.loss(),
                          epoch.accuracy(),
                          epoch.validation().loss(),
                          epoch.validation().accuracy(),
                          epoch.trainSeconds(),
                          epoch.imagesPerSecond()
                        }))
            .toArray());
    long[] counts = new long[2 + COUNTS_OF_EPOCH * epochs.size()];
    counts[0] = before.samples();
    counts[1] = history.kept();
    for (int i = 0; i < epochs.size(); i++) {
      counts[2 + COUNTS_OF_EPOCH * i] = epochs.get(i).validation().samples();
      counts[2 + COUNTS_OF_EPOCH * i + 1] = epochs.get(i).steps().count();
    }
    to.longs(COUNTS, counts);
    to.doubles(
        LOSSES, epochs.stream().flatMapToDouble(e -> Arrays.stream(e.steps().losses())).toArray());
    to.doubles(
        ACCURACIES,
        epochs.stream().flatMapToDouble(e -> Arrays.stream(e.steps().accuracies())).toArray());
  }

  /**
   * @throws IndexOutOfBoundsException if the blocks do not go together
   * @throws IllegalArgumentException likewise
   */
  static History read(CheckpointReader from) throws IOException {
    double[] before = from.doubles(BEFORE);
    double[] figures = from.doubles(FIGURES);
    long[] counts = from.longs(COUNTS);
    double[] losses = from.doubles(LOSSES);
    double[] accuracies = from.doubles(ACCURACIES);
    List<EpochRecord> epochs = new ArrayList<>();
    int step = 0;
    for (int i = 0; i < figures.length / FIGURES_OF_EPOCH; i++) {
      int at = FIGURES_OF_EPOCH * i;
      int steps = CheckpointReader.count(counts[2 + COUNTS_OF_EPOCH * i + 1], losses.length - step);
      epochs.add(
          new EpochRecord(
              i + 1,
              figures[at],
              figures[at + 1],
              new StepRecords(
                  Arrays.copyOfRange(losses, step, step + steps),
                  Arrays.copyOfRange(accuracies, step, step + steps)),
              new Evaluation(figures[at + 2], figures[at + 3], counts[2 + COUNTS_OF_EPOCH * i]),
              figures[at + 4],
              figures[at + 5]));
      step += steps;
    }
    return new History(
        new Evaluation(before[0], before[1], counts[0]),
        epochs,
        CheckpointReader.count(counts[1], epochs.size()));
  }
}
