package graft.report;

import graft.files.FileFormatException;
import graft.train.EpochRecord;
import graft.train.StepRecords;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Reads steps.csv: a line for each training step. An empty cell is a number that is not finite. */
final class StepReader {
  private static final String FIGURES = "epoch,step,loss,accuracy";
  private static final String WITH_RUNS = "seed,run," + FIGURES;

  private final Path file;
  private final boolean withRuns;
  private final Map<RecordedNetwork.Id, Map<Integer, Rows>> rows = new LinkedHashMap<>();
  private int line = 1;

  private StepReader(Path file, boolean withRuns) {
    this.file = file;
    this.withRuns = withRuns;
  }

  /** The steps of an epoch as they are read. */
  private static final class Rows {
    final List<Double> losses = new ArrayList<>();
    final List<Double> accuracies = new ArrayList<>();

    StepRecords records() {
      return new StepRecords(array(losses), array(accuracies));
    }

    private static double[] array(List<Double> numbers) {
      return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /**
   * The steps of each network by epoch. A training has one network, whose seed stands elsewhere.
   *
   * @throws FileFormatException if a line is not what it should be
   * @throws IOException if the file cannot be read
   */
  static Map<RecordedNetwork.Id, Map<Integer, StepRecords>> read(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String head = lines.readLine();
      if (!FIGURES.equals(head) && !WITH_RUNS.equals(head)) {
        throw FileFormatException.of(
            file,
            head == null ? "nothing" : "the head '" + head + "'",
            FIGURES + " or " + WITH_RUNS);
      }
      StepReader reader = new StepReader(file, WITH_RUNS.equals(head));
      for (String row = lines.readLine(); row != null; row = lines.readLine()) {
        reader.add(row);
      }
      return reader.records();
    } catch (CharacterCodingException e) {
      throw FileFormatException.of(file, "bytes that are no UTF-8", "comma-separated values");
    }
  }

  private void add(String row) throws FileFormatException {
    line++;
    String[] cells = row.split(",", -1);
    int figures = withRuns ? 2 : 0;
    if (cells.length != figures + 4) {
      throw mistake(
          String.format(Locale.ROOT, "%d cells", cells.length),
          String.format(Locale.ROOT, "%d", figures + 4));
    }
    RecordedNetwork.Id id =
        withRuns
            ? RecordedNetwork.Id.of(OptionalLong.of(whole(cells[0])), cells[1])
            : RecordedNetwork.Id.of(OptionalLong.empty(), RecordedNetwork.MODEL);
    Rows epoch =
        rows.computeIfAbsent(id, unused -> new HashMap<>())
            .computeIfAbsent(count(cells[figures]), unused -> new Rows());
    int step = count(cells[figures + 1]);
    if (step != epoch.losses.size() + 1) {
      throw mistake(
          "step " + step,
          String.format(Locale.ROOT, "step %d of this epoch", epoch.losses.size() + 1));
    }
    epoch.losses.add(number(cells[figures + 2]));
    epoch.accuracies.add(number(cells[figures + 3]));
  }

  private long whole(String cell) throws FileFormatException {
    try {
      return Long.parseLong(cell);
    } catch (NumberFormatException e) {
      throw mistake("'" + cell + "'", "a whole number");
    }
  }

  private int count(String cell) throws FileFormatException {
    long number = whole(cell);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw mistake("'" + cell + "'", "a number of epochs or steps");
    }
    return (int) number;
  }

  private double number(String cell) throws FileFormatException {
    if (cell.isEmpty()) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw mistake("'" + cell + "'", "a number, or nothing");
    }
  }

  private FileFormatException mistake(String found, String expected) {
    return FileFormatException.of(file + ":" + line, found, expected);
  }

  private Map<RecordedNetwork.Id, Map<Integer, StepRecords>> records() {
    Map<RecordedNetwork.Id, Map<Integer, StepRecords>> all = new HashMap<>();
    rows.forEach(
        (id, epochs) -> {
          Map<Integer, StepRecords> records = new HashMap<>();
          epochs.forEach((epoch, steps) -> records.put(epoch, steps.records()));
          all.put(id, records);
        });
    return all;
  }

  /** An epoch with its steps, where there are some. */
  static EpochRecord with(EpochRecord epoch, Map<Integer, StepRecords> steps) {
    return new EpochRecord(
        epoch.epoch(),
        epoch.loss(),
        epoch.accuracy(),
        steps.getOrDefault(epoch.epoch(), epoch.steps()),
        epoch.validation(),
        epoch.trainSeconds(),
        epoch.imagesPerSecond());
  }
}
