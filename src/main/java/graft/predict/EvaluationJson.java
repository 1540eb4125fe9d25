package graft.predict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;

/** A detailed evaluation as JSON. */
final class EvaluationJson {
  private EvaluationJson() {}

  static ObjectNode of(DetailedEvaluation evaluation) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("data", evaluation.data())
        .put("samples", evaluation.samples())
        .put("loss", evaluation.loss())
        .put("accuracy", evaluation.accuracy());
    if (evaluation.top().isPresent()) {
      TopAccuracy top = evaluation.top().get();
      root.putObject("top").put("k", top.k()).put("accuracy", top.accuracy());
    } else {
      root.putNull("top");
    }
    ArrayNode classes = root.putArray("classes");
    evaluation.classes().forEach(score -> add(classes.addObject(), score));
    ConfusionMatrix confusion = evaluation.confusion();
    ArrayNode rows = root.putArray("confusion"); // [label, predicted]
    for (int label = 0; label < confusion.classes(); label++) {
      ArrayNode row = rows.addArray();
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        row.add(confusion.count(label, predicted));
      }
    }
    return root;
  }

  private static void add(ObjectNode node, ClassScore score) {
    node.put("label", score.label())
        .put("name", score.name())
        .put("support", score.support())
        .put("predicted", score.predicted())
        .put("hits", score.hits());
    put(node, "precision", score.precision());
    put(node, "recall", score.recall());
    put(node, "f1", score.f1());
    put(node, "loss", score.loss());
  }

  private static void put(ObjectNode node, String name, OptionalDouble number) {
    if (number.isPresent()) {
      node.put(name, number.getAsDouble());
    } else {
      node.putNull(name);
    }
  }
}
