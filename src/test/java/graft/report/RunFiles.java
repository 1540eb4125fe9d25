package graft.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.NetworkJson;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/** The files of a run's folder, written by hand: what a test changes before it writes them. */
final class RunFiles {
  final ObjectNode result = JsonNodeFactory.instance.objectNode();
  final ObjectNode report = JsonNodeFactory.instance.objectNode();
  final StringBuilder steps = new StringBuilder("epoch,step,loss,accuracy\n");

  /** A training of two epochs of three steps, and what it left. */
  static RunFiles training(long seed) {
    RunFiles files = new RunFiles();
    files.result.put("schema", 1);
    files.result.putArray("commandLine").add("train").add("lenet5.yaml");
    files.result.putObject("environment").put("device", "software device").put("java", "17");
    ObjectNode data = files.result.putObject("data");
    data.put("name", "shapes").put("source", "folder shapes").put("training", 300);
    data.put("validation", 100).putObject("sha256");
    files
        .result
        .putObject("training")
        .put("epochs", 2)
        .put("batch", 100)
        .put("seed", seed)
        .putObject("optimizer")
        .putObject("sgd")
        .put("rate", 0.1);
    files.result.put("finished", true).put("keptEpoch", 2);
    history(files.result, 2.3, 0.5, 0.25);
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (int step = 1; step <= 3; step++) {
        files.steps.append("%d,%d,0.%d%d,0.5\n".formatted(epoch, step, 9 - epoch, 9 - step));
      }
    }
    files.report.put("schema", 1).putArray("networks").add(detail("model", seed, sha(seed)));
    return files;
  }

  /** Validation losses before and after each epoch; accuracies are 1 - loss / 4. */
  static void history(ObjectNode into, double before, double... losses) {
    evaluation(into.putObject("before"), before);
    ArrayNode epochs = into.putArray("epochs");
    for (int i = 0; i < losses.length; i++) {
      ObjectNode epoch = epochs.addObject().put("epoch", i + 1).put("loss", losses[i] + 0.125);
      epoch.put("accuracy", 0.5).put("seconds", 1.5).put("imagesPerSecond", 200.0);
      evaluation(epoch.putObject("validation"), losses[i]);
    }
  }

  private static void evaluation(ObjectNode node, double loss) {
    node.put("loss", loss).put("accuracy", 1 - loss / 4).put("samples", 100);
  }

  static String sha(long number) {
    return "%064x".formatted(number);
  }

  /** A small network on gray images of 4 x 4. */
  static NetworkSpec network(int filters) {
    return NetworkSpec.chain(Shape.of(4, 4, 1))
        .then("conv1", Conv2d.same(filters, 3))
        .then("relu1", new Relu())
        .then("flatten", new Flatten())
        .then("logits", new Dense(2))
        .build();
  }

  static ObjectNode detail(String run, long seed, String sha256) {
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    detail.put("run", run).put("seed", seed).put("file", "model.safetensors").put("sha256", sha256);
    detail.set("network", NetworkJson.write(network(2)));
    detail.putObject("lineage").put("epochs", 2).putArray("seeds").add(seed);
    filters(detail, 2, 1);
    evaluation(detail, List.of("round", "square"), 30);
    ObjectNode worst = detail.putArray("worst").addObject();
    worst.put("image", 7).put("label", 0).put("predicted", 1).put("loss", 5.5);
    worst.put("probability", 0.875).put("png", png());
    return detail;
  }

  static ObjectNode filters(ObjectNode detail, int count, int channels) {
    ObjectNode filters = detail.putObject("filters").put("node", "conv1");
    filters.putArray("shape").add(count).add(3).add(3).add(channels);
    ArrayNode start = filters.putArray("start");
    ArrayNode trained = filters.putArray("trained");
    for (int i = 0; i < count * 9 * channels; i++) {
      start.add(i / 10f);
      trained.add(-i / 10f);
    }
    return filters;
  }

  /** Of each class so many are right, and one is taken for the next class. */
  static void evaluation(ObjectNode detail, List<String> classes, int hits) {
    ObjectNode evaluation = detail.putObject("evaluation");
    int samples = classes.size() * (hits + 1);
    evaluation.put("data", "shapes test").put("samples", samples).put("loss", 0.25);
    evaluation.put("accuracy", hits / (hits + 1.0)).putNull("top");
    ArrayNode scores = evaluation.putArray("classes");
    ArrayNode confusion = evaluation.putArray("confusion");
    for (int label = 0; label < classes.size(); label++) {
      scores
          .addObject()
          .put("label", label)
          .put("name", classes.get(label))
          .put("support", hits + 1)
          .put("predicted", hits + 1)
          .put("hits", hits)
          .put("loss", 0.25);
      ArrayNode row = confusion.addArray();
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        boolean next = predicted == (label + 1) % classes.size();
        row.add(predicted == label ? hits : next ? 1 : 0);
      }
    }
  }

  static String png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
    } catch (IOException e) {
      throw new AssertionError("to memory", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Its only network in report.json. */
  ObjectNode network() {
    return (ObjectNode) report.path("networks").path(0);
  }

  /** An experiment of a teacher and two students, without steps and details. */
  static RunFiles experiment(long... seeds) {
    RunFiles files = training(1);
    files.result.remove(List.of("training", "before", "epochs", "keptEpoch"));
    files.result.putObject("options").put("epochs", 2).put("batch", 32);
    ArrayNode experiments = files.result.putArray("experiments");
    for (long seed : seeds) {
      ArrayNode runs = experiments.addObject().put("seed", seed).putArray("runs");
      double more = seed / 64.0;
      history(runs.addObject().put("run", "teacher").put("parameters", 100), 2.5, 1, 0.5 + more);
      history(
          runs.addObject().put("run", "wider net2wider").put("parameters", 200),
          0.5 + more,
          0.375 + more,
          0.25 + more);
      history(
          runs.addObject().put("run", "deeper random-init").put("parameters", 150),
          2.25,
          0.75,
          0.625);
    }
    return files;
  }

  /** Writes all into a folder that is made for it. */
  Path write(Path folder) throws IOException {
    return write(folder, true);
  }

  /**
   * Writes it.
   *
   * @param all whether steps.csv and report.json are written, which an older Graft did not
   */
  Path write(Path folder, boolean all) throws IOException {
    Files.createDirectories(folder);
    ObjectMapper mapper = new ObjectMapper();
    mapper.writeValue(folder.resolve("result.json").toFile(), result);
    if (all) {
      Files.writeString(folder.resolve("steps.csv"), steps);
      mapper.writeValue(folder.resolve("report.json").toFile(), report);
    }
    return folder;
  }
}
