package graft.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.config.TrainingJson;
import graft.data.Provenance;
import graft.fetch.AtomicFile;
import graft.files.NetworkJson;
import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.RunFolder;
import graft.train.TrainingListener;
import graft.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a training was and how it went, as {@code result.json} and {@code history.csv}; replaced as
 * a whole, never half.
 */
public final class TrainingRecord {
  /** Raised whenever a reader of an older result.json would misread a newer one. */
  private static final int SCHEMA = 1;

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final RunFolder folder;
  private final ObjectNode header;

  /**
   * Of a job.
   *
   * @param environment what it was trained on: device, versions; by name
   * @param commandLine that makes this run again
   */
  public TrainingRecord(
      RunFolder folder,
      TrainingJob job,
      Map<String, String> environment,
      List<String> commandLine) {
    this.folder = folder;
    header = mapper.createObjectNode();
    header.put("schema", SCHEMA);
    ArrayNode arguments = header.putArray("commandLine");
    commandLine.forEach(arguments::add);
    environment.forEach(header.putObject("environment")::put);
    ObjectNode data = header.putObject("data");
    Provenance source = job.data().provenance();
    data.put("name", source.name())
        .put("source", source.source())
        .put("training", job.data().train().count())
        .put("validation", job.data().test().count());
    source.sha256().forEach(data.putObject("sha256")::put);
    header.set("network", NetworkJson.write(job.initial().spec()));
    header.set("training", TrainingJson.write(job.setup()));
  }

  /**
   * Writes how far it is.
   *
   * @throws IOException if that fails; what was there before stays whole
   */
  public void write(History history, boolean finished) throws IOException {
    ObjectNode root = header.deepCopy();
    root.put("finished", finished).put("keptEpoch", history.kept());
    put(root.putObject("before"), history.before());
    ArrayNode epochs = root.putArray("epochs");
    StringBuilder csv =
        new StringBuilder(
            "epoch,loss,accuracy,validation_loss,validation_accuracy,seconds,images_per_second\n");
    csv.append(row("0", "", "", history.before(), "", ""));
    for (EpochRecord epoch : history.epochs()) {
      ObjectNode entry = epochs.addObject().put("epoch", epoch.epoch());
      put(entry, "loss", epoch.loss());
      put(entry, "accuracy", epoch.accuracy());
      put(entry, "seconds", epoch.trainSeconds());
      put(entry, "imagesPerSecond", epoch.imagesPerSecond());
      put(entry.putObject("validation"), epoch.validation());
      csv.append(
          row(
              String.valueOf(epoch.epoch()),
              cell("%.6f", epoch.loss()),
              cell("%.6f", epoch.accuracy()),
              epoch.validation(),
              cell("%.3f", epoch.trainSeconds()),
              cell("%.1f", epoch.imagesPerSecond())));
    }
    AtomicFile.write(folder.result(), mapper.writeValueAsBytes(root));
    AtomicFile.write(folder.history(), csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes after each epoch; the epochs before are those of a run that goes on. */
  public TrainingListener listener(History before) {
    return new TrainingListener() {
      private History soFar = before;

      @Override
      public void resumed(TrainingState from, List<String> changes) {}

      @Override
      public void started(Evaluation evaluation) {
        soFar = new History(evaluation, List.of());
      }

      @Override
      public void epochEnded(EpochRecord epoch) {
        List<EpochRecord> epochs = new ArrayList<>(soFar.epochs());
        epochs.add(epoch);
        soFar = new History(soFar.before(), epochs);
        try {
          write(soFar, false);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static void put(ObjectNode node, Evaluation evaluation) {
    put(node, "loss", evaluation.loss());
    put(node, "accuracy", evaluation.accuracy());
    node.put("samples", evaluation.samples());
  }

  /** JSON has no NaN and no infinity. */
  private static void put(ObjectNode node, String name, double number) {
    if (Double.isFinite(number)) {
      node.put(name, number);
    } else {
      node.putNull(name);
    }
  }

  private static String row(
      String epoch,
      String loss,
      String accuracy,
      Evaluation validation,
      String seconds,
      String rate) {
    return String.join(
            ",",
            epoch,
            loss,
            accuracy,
            cell("%.6f", validation.loss()),
            cell("%.6f", validation.accuracy()),
            seconds,
            rate)
        + "\n";
  }

  /** Empty for what is no finite number. */
  private static String cell(String format, double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "";
  }
}
