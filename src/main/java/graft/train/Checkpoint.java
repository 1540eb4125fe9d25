package graft.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.files.FileFormatException;
import graft.files.JsonText;
import graft.files.NetworkJson;
import graft.files.Safetensors;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Weights;
import graft.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Training states in files: safetensors, of which other programs can read the weights too. Strings
 * say what run it is and on what it was trained; a checksum over all of it finds damage.
 */
public final class Checkpoint {
  /** The key of the format's version, which no other file has. */
  static final String FORMAT = "graft.checkpoint";

  /** Raised whenever a reader of an older file would misread a newer one, or the other way. */
  static final String VERSION = "2";

  /** Format 1 knew no growth and no notes: what it does not have, its network did not need. */
  static final Set<String> READ = Set.of("1", VERSION);

  /** The key of the checksum of all the rest. */
  static final String CHECKSUM = "checksum";

  private static final String NETWORK = "network";
  private static final String IDENTITY = "run/";
  private static final String CIRCUMSTANCES = "circumstances/";
  private static final String WEIGHTS = "weights/";
  private static final String BEST = "best/";
  private static final String NOTES = "notes/";
  private static final String COUNTS = "counts";
  private static final String FIGURES = "figures";
  private static final String STEP_LOSS_SUMS = "epoch/step loss sums";
  private static final String STEP_HITS = "epoch/step hits";

  /** That an optimizer keeps of a parameter; AdamW keeps two. */
  private static final int MOST_NUMBERS = 16;

  private Checkpoint() {}

  private static String optimizer(int number) {
    return "optimizer/" + number + "/";
  }

  /**
   * Writes a state, in place of what is there, whole or not at all and brought to the disk.
   *
   * @throws IOException if that fails; what was there before stays whole
   */
  public static void write(TrainingState state, Path file) throws IOException {
    CheckpointWriter to = new CheckpointWriter();
    to.string(FORMAT, VERSION);
    to.string(NETWORK, NetworkJson.write(state.model().spec()).toString());
    state
        .run()
        .ifPresent(
            run -> {
              to.strings(IDENTITY, run.identity());
              to.strings(CIRCUMSTANCES, run.circumstances());
            });
    to.tensors(WEIGHTS, state.model().weights().tensors());
    for (int i = 0; i < state.optimizer().size(); i++) {
      to.tensors(optimizer(i), state.optimizer().get(i));
    }
    state.best().ifPresent(best -> to.tensors(BEST, best.tensors()));
    SweepCounts epoch = state.epoch();
    to.longs(
        COUNTS,
        state.steps(),
        state.optimizer().size(),
        state.best().isPresent() ? 1 : 0,
        epoch.samples(),
        epoch.hits());
    to.doubles(FIGURES, epoch.lossSum(), state.epochSeconds());
    to.doubles(STEP_LOSS_SUMS, epoch.stepLossSums());
    to.longs(STEP_HITS, Arrays.stream(epoch.stepHits()).asLongStream().toArray());
    HistoryBlocks.write(state.history(), to);
    GrowthBlocks.write(state, to);
    to.strings(NOTES, state.notes());
    to.write(file);
  }

  /**
   * Whether a file says that it is a checkpoint, sound or not.
   *
   * @throws FileFormatException if it is no safetensors file
   * @throws IOException if it cannot be read
   */
  public static boolean isOne(Path file) throws IOException {
    try (Safetensors opened = Safetensors.open(file)) {
      return opened.metadata().containsKey(FORMAT);
    }
  }

  /**
   * Reads a state.
   *
   * @throws FileFormatException if the file is no checkpoint, or not as it was written
   * @throws IOException if it cannot be read
   */
  public static TrainingState read(Path file) throws IOException {
    try (CheckpointReader from = CheckpointReader.open(file)) {
      return read(from);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The checksum is right, so it was written like this.
      throw FileFormatException.of(
          file, "a checkpoint that contradicts itself (" + e.getMessage() + ")", "a sound one");
    }
  }

  private static TrainingState read(CheckpointReader from) throws IOException {
    NetworkSpec spec = network(from);
    long[] counts = from.longs(COUNTS);
    double[] figures = from.doubles(FIGURES);
    List<Map<String, HostTensor>> optimizer = new ArrayList<>();
    int numbers = CheckpointReader.count(counts[1], MOST_NUMBERS);
    for (int i = 0; i < numbers; i++) {
      optimizer.add(from.tensors(optimizer(i)));
    }
    Map<String, String> identity = from.strings(IDENTITY);
    return new TrainingState(
        Model.of(spec, from.tensors(WEIGHTS)),
        optimizer,
        counts[0],
        HistoryBlocks.read(from),
        new SweepCounts(
            CheckpointReader.count(counts[3], Integer.MAX_VALUE),
            figures[0],
            counts[4],
            from.doubles(STEP_LOSS_SUMS),
            Arrays.stream(from.longs(STEP_HITS))
                .mapToInt(hits -> CheckpointReader.count(hits, Integer.MAX_VALUE))
                .toArray()),
        figures[1],
        counts[2] == 1 ? Optional.of(new Weights(spec, from.tensors(BEST))) : Optional.empty(),
        identity.isEmpty()
            ? Optional.empty()
            : Optional.of(new RunDescription(identity, from.strings(CIRCUMSTANCES))),
        GrowthBlocks.births(from),
        GrowthBlocks.following(from),
        from.strings(NOTES));
  }

  private static NetworkSpec network(CheckpointReader from) throws IOException {
    try {
      return NetworkJson.read(
          new ObjectMapper().readTree(from.string(NETWORK)), "the network of " + from.path());
    } catch (JacksonException e) {
      throw FileFormatException.of(
          from.path(), "a network that is no JSON (" + JsonText.problem(e) + ")", "a checkpoint");
    }
  }
}
