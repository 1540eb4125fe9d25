package graft.train;

import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a run's figures for TensorBoard ({@code tensorboard --logdir FOLDER}), after each epoch
 * and before the first, over the number of the epoch: loss and accuracy of training and of
 * validation, the learning rate of the epoch's last step, images a second. A run needs a folder of
 * its own.
 *
 * <p>Where writing fails, the run goes on: a warning says so once, and {@link #close} throws.
 */
public final class TensorBoard implements TrainingListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TensorBoard.class);

  private final EventFile file;
  private final TrainingOptions options;
  private Optional<IOException> failure = Optional.empty();

  /**
   * Writes to a stream.
   *
   * @throws IOException if that fails at once
   */
  TensorBoard(OutputStream out, TrainingOptions options) throws IOException {
    this.file = new EventFile(out, now());
    this.options = options;
  }

  /**
   * Begins a file {@code events.out.tfevents.<seconds>.<host>}, with a number behind it where there
   * is one of that name.
   *
   * @param folder made if need be
   * @param options of the run: the learning rate follows from them
   * @throws IOException if the folder or the file cannot be made
   */
  public static TensorBoard in(Path folder, TrainingOptions options) throws IOException {
    try {
      Files.createDirectories(folder);
      return new TensorBoard(newFile(folder), options);
    } catch (IOException e) {
      throw new IOException(
          folder + ": no events for TensorBoard can be written there: " + FileProblem.of(e), e);
    }
  }

  private static OutputStream newFile(Path folder) throws IOException {
    String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.%s", (long) now(), host());
    for (int i = 0; ; i++) {
      try {
        return Files.newOutputStream(
            folder.resolve(i == 0 ? name : name + "." + i), StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        log.debug("a run that began in the same second has {}", e.getFile());
      }
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  /** Whoever resumes a run says what changed; its epochs go on by their numbers. */
  @Override
  public void resumed(TrainingState from, List<String> changes) {}

  @Override
  public void started(Evaluation before) {
    Map<String, Double> byTag = new LinkedHashMap<>();
    put(byTag, before);
    write(0, byTag);
  }

  @Override
  public void epochEnded(EpochRecord epoch) {
    int steps = epoch.steps().count();
    RunLength run = RunLength.ofEpochs(options.epochs(), steps);
    float[] rates =
        options.schedule().rates(options.optimizer().learningRate(), epoch.epoch(), run);
    Map<String, Double> byTag = new LinkedHashMap<>();
    byTag.put("loss/train", epoch.loss());
    byTag.put("accuracy/train", epoch.accuracy());
    put(byTag, epoch.validation());
    byTag.put("learning_rate", (double) rates[steps - 1]);
    byTag.put("images_per_second", epoch.imagesPerSecond());
    write(epoch.epoch(), byTag);
  }

  private static void put(Map<String, Double> byTag, Evaluation validation) {
    byTag.put("loss/validation", validation.loss());
    byTag.put("accuracy/validation", validation.accuracy());
  }

  private void write(int epoch, Map<String, Double> byTag) {
    if (failure.isPresent()) {
      return;
    }
    try {
      file.scalars(now(), epoch, byTag);
    } catch (IOException e) {
      log.warn("the events for TensorBoard end before epoch {}: {}", epoch, FileProblem.of(e));
      failure = Optional.of(e);
    }
  }

  /**
   * Closes the file.
   *
   * @throws IOException if that fails, or writing has failed
   */
  @Override
  public void close() throws IOException {
    file.close();
    if (failure.isPresent()) {
      throw new IOException(
          "the events for TensorBoard are incomplete: " + failure.get(), failure.get());
    }
  }
}
