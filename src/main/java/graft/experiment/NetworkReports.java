package graft.experiment;

import graft.data.DataSplits;
import graft.device.Device;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.job.Certificate;
import graft.job.NetworkReport;
import graft.job.Samples;
import graft.model.Model;
import graft.model.Preprocessing;
import graft.train.DeviceMemoryException;
import graft.train.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trained models of an experiment in files, and what its report says of each. What is computed
 * for that reads no random number of the runs, and changes none of theirs.
 */
public final class NetworkReports {
  private static final Logger log = LoggerFactory.getLogger(NetworkReports.class);
  private static final int SAMPLES = 512;

  private final Device device;
  private final DataSplits data;
  private final RunFolder folder;
  private final KeptModels models;
  private final int batch;
  private final Map<String, Network> networks = new LinkedHashMap<>(); // by file name

  /**
   * One of them.
   *
   * @param transforms how it grew, the certificate in the last
   */
  private record Network(List<Lineage.Transform> transforms, NetworkReport report) {}

  /**
   * Of no network yet.
   *
   * @param device on which the networks are trained, and between trainings looked at
   * @param batch how many images at once
   */
  public NetworkReports(Device device, DataSplits data, RunFolder folder, int batch) {
    this.device = device;
    this.data = data;
    this.folder = folder;
    this.models = new KeptModels(folder.path(), data);
    this.batch = batch;
  }

  /**
   * A network is about to be trained: measures how far a student is from its teacher.
   *
   * @param teacher that a student grew from
   */
  public void begun(long seed, Run run, Beginning beginning, Optional<Model> teacher) {
    Optional<Certificate> certificate = teacher.flatMap(of -> certificate(run, of, beginning));
    NetworkReport report =
        NetworkReport.begun(
            seed, run.title(), beginning.model(), certificate.map(Certificate::json));
    List<Lineage.Transform> transforms = new ArrayList<>(beginning.transforms());
    if (certificate.isPresent() && !transforms.isEmpty()) {
      transforms.add(certificate.get().in(transforms.remove(transforms.size() - 1)));
    }
    networks.put(key(seed, run), new Network(transforms, report));
  }

  private Optional<Certificate> certificate(Run run, Model teacher, Beginning student) {
    try {
      return device
          .ranges()
          .get(
              "certificate",
              () ->
                  Optional.of(
                      Certificate.of(
                          device,
                          file(teacher),
                          file(student.model()),
                          student.preserves(),
                          Samples.of(data.train(), SAMPLES))));
    } catch (DeviceMemoryException | IllegalArgumentException e) {
      log.warn("{} has no certificate: {}", run.title(), e.getMessage());
      return Optional.empty();
    }
  }

  private ModelFile file(Model model) {
    return ModelFile.of(
        model, Preprocessing.scaled(data.train().sample().last()), data.train().classNames());
  }

  /**
   * A network is trained: writes its file and evaluates it on the validation images.
   *
   * @throws IOException if the file cannot be written
   */
  public void trained(long seed, RunRecord finished, Model model) throws IOException {
    Run run = finished.run();
    Network network = networks.get(key(seed, run));
    if (network == null) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "%s of seed %d was not begun", run, seed));
    }
    ModelFile kept = models.write(seed, finished, model, network.transforms());
    NetworkReport report =
        network.report().trained(folder, models.file(seed, run), kept, device, data.test(), batch);
    networks.put(key(seed, run), new Network(network.transforms(), report));
  }

  private String key(long seed, Run run) {
    return models.file(seed, run).toString();
  }

  /** Of all networks that were begun, in the order of training. */
  public List<NetworkReport> all() {
    return networks.values().stream().map(Network::report).toList();
  }
}
