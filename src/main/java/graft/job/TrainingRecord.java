package graft.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.config.TrainingJson;
import graft.data.Provenance;
import graft.device.Device;
import graft.files.NetworkJson;
import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.HistoryFigures;
import graft.train.RunFolder;
import graft.train.TrainingListener;
import graft.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a training was and how it went, as {@code result.json} and {@code history.csv}; replaced as
 * a whole, never half.
 */
public final class TrainingRecord {
  /** Raised whenever a reader of an older result.json would misread a newer one. */
  private static final int SCHEMA = 1;

  /** What report.json calls the one network. */
  private static final String NETWORK = "model";

  private final RunFolder folder;
  private final RunFiles files;
  private final TrainingJob job;
  private final ObjectNode header;
  private NetworkReport network;

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
    this.job = job;
    files = new RunFiles(folder, "");
    network =
        NetworkReport.begun(
            job.options().seed(), NETWORK, job.initial(), Certificate.last(job.lineage()));
    header = JsonNodeFactory.instance.objectNode();
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
  public void write(History history) throws IOException {
    write(history, false);
  }

  private void write(History history, boolean finished) throws IOException {
    ObjectNode root = header.deepCopy();
    root.put("finished", finished).put("keptEpoch", history.kept());
    HistoryFigures.put(root, history);
    files.write(root, List.of(new RunFiles.Part("", history)), List.of(network));
  }

  /**
   * Writes the model's file, evaluates it, and writes that the training is finished.
   *
   * @param device that is free for it
   * @throws IOException if that fails; what was there before stays whole
   */
  public void finish(Device device, TrainingJob.Trained trained) throws IOException {
    trained.model().write(folder.model());
    network =
        network.trained(
            folder,
            folder.model(),
            trained.model(),
            device,
            job.data().test(),
            job.options().batch());
    write(trained.result().history(), true);
  }

  /**
   * Writes at the beginning and after each epoch; the epochs before are those of a run that goes
   * on.
   */
  public TrainingListener listener(History before) {
    return new TrainingListener() {
      private History soFar = before;

      @Override
      public void resumed(TrainingState from, List<String> changes) {
        keep();
      }

      @Override
      public void started(Evaluation evaluation) {
        soFar = new History(evaluation, List.of());
        keep();
      }

      @Override
      public void epochEnded(EpochRecord epoch) {
        List<EpochRecord> epochs = new ArrayList<>(soFar.epochs());
        epochs.add(epoch);
        soFar = new History(soFar.before(), epochs);
        keep();
      }

      private void keep() {
        try {
          write(soFar);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
