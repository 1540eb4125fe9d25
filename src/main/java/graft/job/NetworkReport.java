package graft.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.data.ImageDataset;
import graft.device.Device;
import graft.fetch.Sha256;
import graft.files.LineageJson;
import graft.files.ModelFile;
import graft.files.NetworkJson;
import graft.model.Model;
import graft.predict.DetailedEvaluation;
import graft.predict.NotFiniteLogitsException;
import graft.predict.Predictions;
import graft.predict.Predictor;
import graft.predict.WrongImage;
import graft.train.DeviceMemoryException;
import graft.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code report.json} says of one network: from where its training began and, when it is done,
 * what came of it. A value; what is not known is left out.
 */
public final class NetworkReport {
  private static final Logger log = LoggerFactory.getLogger(NetworkReport.class);
  private static final int WORST = 24;

  private final ObjectNode json;

  private NetworkReport(ObjectNode json) {
    this.json = json;
  }

  /**
   * A network whose training begins.
   *
   * @param seed of the run
   * @param run what the run calls it
   * @param start what the training begins with
   * @param certificate that it computes what the network did that it grew from
   */
  public static NetworkReport begun(
      long seed, String run, Model start, Optional<ObjectNode> certificate) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("seed", seed).put("run", run);
    json.set("network", NetworkJson.write(start.spec()));
    json.put("parameters", start.spec().parameterCount());
    certificate.ifPresent(found -> json.set("certificate", found));
    FirstFilters.of(start).ifPresent(filters -> json.set("filters", filters));
    return new NetworkReport(json);
  }

  /**
   * The same when the training is done and the model is in its file. A model whose logits are not
   * finite, or for which the device has too little memory left, is not evaluated: the log says so.
   *
   * @param folder of the run
   * @param file of the model
   * @param model what is in it
   * @param validation the images on which it is evaluated
   * @param batch how many at once
   * @throws IOException if the model's file cannot be read
   */
  public NetworkReport trained(
      RunFolder folder,
      Path file,
      ModelFile model,
      Device device,
      ImageDataset validation,
      int batch)
      throws IOException {
    ObjectNode more = json.deepCopy();
    more.put("file", folder.path().relativize(file).toString().replace('\\', '/'));
    more.put("sha256", Sha256.of(file));
    JsonNode lineage = LineageJson.write(model.lineage());
    more.set("lineage", lineage);
    if (more.get("filters") instanceof ObjectNode filters) {
      FirstFilters.addTrained(filters, model.model());
    }
    try {
      Predictions predictions =
          device
              .ranges()
              .get(
                  "evaluation",
                  () -> predict(device, model, validation, Math.min(batch, validation.count())));
      evaluate(more, predictions, validation);
    } catch (NotFiniteLogitsException | DeviceMemoryException e) {
      log.warn("the report has no evaluation of {}: {}", file, e.getMessage());
    }
    return new NetworkReport(more);
  }

  private static Predictions predict(
      Device device, ModelFile model, ImageDataset validation, int batch) {
    try (Predictor predictor = Predictor.of(device, model.model(), model.preprocessing(), batch)) {
      return predictor.predict(validation);
    }
  }

  private static void evaluate(ObjectNode json, Predictions predictions, ImageDataset validation) {
    json.set("evaluation", DetailedEvaluation.of(predictions, validation).json());
    ArrayNode worst = json.putArray("worst");
    for (WrongImage wrong : WrongImage.worst(predictions, validation, WORST)) {
      ObjectNode image =
          worst
              .addObject()
              .put("image", wrong.image())
              .put("label", wrong.label())
              .put("predicted", wrong.predicted())
              .put("loss", wrong.loss())
              .put("probability", wrong.probability());
      ImagePng.of(validation, wrong.image()).ifPresent(png -> image.put("png", png)); // in Base64
    }
  }

  /** All of it: a copy. */
  ObjectNode json() {
    return json.deepCopy();
  }
}
