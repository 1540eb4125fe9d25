package graft.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.config.TrainingJson;
import graft.device.Device;
import graft.files.ModelFile;
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

/**
 * What a training was and how it went, as {@code result.json} and {@code history.csv}; replaced as
 * a whole, never half.
 */
public final class TrainingRecord {
  /** What report.json calls the one network. */
  private static final String NETWORK = "model";

  private static final String BATCH = "batch";

  private final RunFolder folder;
  private final RunFiles files;
  private final TrainingJob job;
  private final ObjectNode header;
  private NetworkReport network;

  /**
   * Of a job.
   *
   * @param start how it was started, on what, and with which data
   */
  public TrainingRecord(RunFolder folder, TrainingJob job, RunHeader start) {
    this.folder = folder;
    this.job = job;
    files = new RunFiles(folder, "");
    network =
        NetworkReport.begun(
            job.options().seed(), NETWORK, job.initial(), Certificate.last(job.lineage()));
    header = start.json();
    header.set("network", NetworkJson.write(job.initial().spec()));
    ObjectNode training = TrainingJson.write(job.setup());
    training.put(BATCH, start.batch(job.options().batch()));
    header.set("training", training);
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
    ModelFile kept = TrainedModel.kept(folder.model(), trained.model());
    network =
        network.trained(
            folder, folder.model(), kept, device, job.data().test(), job.options().batch());
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
