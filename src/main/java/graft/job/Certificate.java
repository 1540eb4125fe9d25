package graft.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.files.FiniteJson;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.net2net.Preserves;
import graft.predict.Predictions;
import graft.predict.Predictor;
import graft.predict.TrainingLogits;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How far a grown model's logits are from those of the model that it grew from, measured on samples
 * before anything is trained, and what both cost.
 *
 * @param samples how many images were looked at
 * @param source what they were
 * @param promised in which passes the transforms preserve the function
 * @param inference the difference with running statistics
 * @param training the difference with those of the batch, on copies whose running statistics stay
 *     as they are; none where something is dropped at random
 * @param before what the model cost that it grew from
 * @param after what the grown one costs
 */
public record Certificate(
    int samples,
    String source,
    Preserves promised,
    Difference inference,
    Optional<Difference> training,
    Cost before,
    Cost after) {
  /** The argument of a transform that holds the certificate of all that was done up to it. */
  private static final String ARGUMENT = "certificate";

  private static final int BATCH = 64;
  private static final double MEBI = 1 << 20;

  /**
   * Compares.
   *
   * @param promised what the transforms say of themselves
   * @param samples the first 64 are looked at in training mode, as one batch
   * @throws IllegalArgumentException if a logit of the model before is NaN or infinite, or the
   *     samples are of another shape
   */
  public static Certificate of(
      Device device, ModelFile before, ModelFile after, Preserves promised, Samples samples) {
    boolean determined =
        TrainingLogits.areDetermined(before.model().spec())
            && TrainingLogits.areDetermined(after.model().spec());
    return new Certificate(
        samples.count(),
        samples.source(),
        promised,
        Difference.of(inference(device, before, samples), inference(device, after, samples)),
        determined
            ? Optional.of(
                Difference.of(training(device, before, samples), training(device, after, samples)))
            : Optional.empty(),
        Cost.of(before.model().spec(), device),
        Cost.of(after.model().spec(), device));
  }

  private static Predictions inference(Device device, ModelFile file, Samples samples) {
    try (Predictor predictor = Predictor.of(device, file.model(), file.preprocessing(), BATCH)) {
      return predictor.predict(of(file, samples).images());
    }
  }

  private static Predictions training(Device device, ModelFile file, Samples samples) {
    return TrainingLogits.of(
        device, file.model(), file.preprocessing(), of(file, samples).first(BATCH).images());
  }

  private static Samples of(ModelFile file, Samples samples) {
    return samples.withChannels(file.model().spec().input().last());
  }

  /** Whether both compute the same where that was promised, but for float32's rounding. */
  public boolean holds() {
    return switch (promised) {
      case EVERYWHERE -> inference.isNone() && training.map(Difference::isNone).orElse(true);
      case INFERENCE -> inference.isNone();
      case NOWHERE -> true;
    };
  }

  /** For people. */
  public String text() {
    return String.join(
        System.lineSeparator(),
        String.format(
            Locale.ROOT,
            "inference   %s, on %d images (%s): the function is %s",
            inference.text(),
            samples,
            source,
            preserved(inference)),
        "training    "
            + training
                .map(found -> "%s: it is %s".formatted(found.text(), preserved(found)))
                .orElse("not compared: what Dropout drops is drawn for each network"),
        line("parameters", before.parameters(), after.parameters()),
        line("FLOPs", before.flops(), after.flops()),
        String.format(
            Locale.ROOT,
            "memory      %,.1f -> %,.1f MiB in training, %d samples a step",
            before.trainingBytes() / MEBI,
            after.trainingBytes() / MEBI,
            Cost.BATCH));
  }

  private static String preserved(Difference difference) {
    return difference.isNone() ? "preserved" : "not preserved";
  }

  private static String line(String what, long before, long after) {
    return String.format(Locale.ROOT, "%-11s %,d -> %,d", what, before, after);
  }

  /** The same transform with this certificate among its arguments, as JSON. */
  public Lineage.Transform in(Lineage.Transform transform) {
    Map<String, String> arguments = new LinkedHashMap<>(transform.arguments());
    arguments.put(ARGUMENT, FiniteJson.line(json()));
    return new Lineage.Transform(transform.name(), arguments);
  }

  /** The certificate of what was done last, as JSON, if that has one. */
  public static Optional<ObjectNode> last(Lineage lineage) {
    int count = lineage.transforms().size();
    return count == 0
        ? Optional.empty()
        : parsed(lineage.transforms().get(count - 1).arguments().getOrDefault(ARGUMENT, ""));
  }

  private static Optional<ObjectNode> parsed(String text) {
    try {
      return new ObjectMapper().readTree(text) instanceof ObjectNode json
          ? Optional.of(json)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** All of it. */
  public ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("samples", samples)
            .put("source", source)
            .put("promised", promised.name().toLowerCase(Locale.ROOT))
            .put("preserves", inference.isNone());
    json.set("inference", inference.json());
    training.ifPresent(found -> json.set("training", found.json()));
    json.set("before", before.json());
    json.set("after", after.json());
    return json;
  }
}
