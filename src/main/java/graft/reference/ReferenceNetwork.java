package graft.reference;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A network run forward and backward by {@link ReferenceOps}, in float64. Inputs are flat, {@code
 * [batch, H, W, C]} or {@code [batch, features]}. Logits are those of inference, losses and
 * gradients those of training, unless a {@link ReferencePass} says otherwise.
 */
public final class ReferenceNetwork {
  private final NetworkSpec spec;
  private final Map<String, double[]> parameters;

  /**
   * A network with float64 parameters, not copied: who holds the arrays may move them between calls
   * (finite differences do).
   *
   * @param spec the nodes
   * @param parameters flat, by {@link NodeParameter#name()}
   */
  public ReferenceNetwork(NetworkSpec spec, Map<String, double[]> parameters) {
    this.spec = spec;
    this.parameters = parameters;
  }

  /** The network of a model, with its float32 weights widened. */
  public static ReferenceNetwork of(Model model) {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (String name : model.weights().names()) {
      parameters.put(name, ReferenceOps.toDouble(model.weights().get(name).toArray()));
    }
    return new ReferenceNetwork(model.spec(), parameters);
  }

  /** The logits {@code [batch, classes]} of a model. */
  public static double[] logits(Model model, double[] inputs, int batch) {
    return of(model).logits(inputs, batch);
  }

  /** The logits {@code [batch, classes]} of a model. */
  public static double[] logits(Model model, float[] inputs, int batch) {
    return of(model).logits(ReferenceOps.toDouble(inputs), batch);
  }

  /** The loss of a model and its gradients. */
  public static Gradients gradients(Model model, double[] inputs, int[] labels) {
    return of(model).gradients(inputs, labels);
  }

  /** The loss of a model and its gradients. */
  public static Gradients gradients(Model model, float[] inputs, int[] labels) {
    return of(model).gradients(ReferenceOps.toDouble(inputs), labels);
  }

  /**
   * One forward and backward pass.
   *
   * @param logits {@code [batch, classes]}
   * @param crossEntropy losses and hits of the samples
   * @param parameters of the mean loss, by trained parameter's name
   * @param inputs of the mean loss, {@code [batch, ...]}
   */
  @SuppressWarnings("ArrayRecordComponent") // a bag of results for tests; nobody compares two
  public record Gradients(
      double[] logits,
      CrossEntropy crossEntropy,
      Map<String, double[]> parameters,
      double[] inputs) {
    /** The mean loss of the batch. */
    public double loss() {
      return crossEntropy.meanLoss();
    }

    /** The gradient of one parameter, by its name: {@code conv1/kernel}. */
    public double[] of(String parameter) {
      return parameters.get(parameter);
    }
  }

  /** The logits {@code [batch, classes]}. */
  public double[] logits(double[] inputs, int batch) {
    return forward(inputs, batch).get(spec.output().name());
  }

  /** The mean loss of a batch as large as its labels. */
  public double loss(double[] inputs, int[] labels) {
    Map<String, double[]> values = forward(inputs, labels.length, ReferencePass.TRAINING);
    return CrossEntropy.of(values.get(spec.output().name()), labels).meanLoss();
  }

  /** The mean loss of a batch as large as its labels, and its gradients. */
  public Gradients gradients(double[] inputs, int[] labels) {
    return gradients(inputs, labels, ReferencePass.TRAINING);
  }

  /** The mean loss of a batch as large as its labels, and its gradients. */
  public Gradients gradients(double[] inputs, int[] labels, ReferencePass pass) {
    int batch = labels.length;
    Map<String, double[]> values = forward(inputs, batch, pass);
    double[] logits = values.get(spec.output().name());
    CrossEntropy crossEntropy = CrossEntropy.of(logits, labels);
    Map<String, double[]> gradients = backward(values, batch, crossEntropy.logitsGradient(), pass);
    double[] ofInputs = gradients.remove(NetworkSpec.INPUT);
    return new Gradients(logits, crossEntropy, gradients, ofInputs);
  }

  /**
   * The gradients of any loss: of the parameters by their names, and of the inputs under {@link
   * NetworkSpec#INPUT}.
   *
   * @param values as {@link #forward} gave them
   * @param outputGradient the loss's gradient at the output, {@code [batch, ...]}
   * @param pass what the values were computed for
   */
  public Map<String, double[]> backward(
      Map<String, double[]> values, int batch, double[] outputGradient, ReferencePass pass) {
    Map<String, double[]> ofValues = new HashMap<>();
    values.forEach((name, value) -> ofValues.put(name, new double[value.length]));
    ofValues.put(spec.output().name(), outputGradient);
    Map<String, double[]> gradients = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) { // in this order
      if (parameter.parameter().trained()) {
        gradients.put(parameter.name(), new double[0]);
      }
    }
    List<Node> backwards = new ArrayList<>(spec.nodes());
    Collections.reverse(backwards);
    for (Node node : backwards) {
      ReferenceOp.Gradients own =
          op(node, batch, pass)
              .backward(inputsOf(node, values), parametersOf(node), ofValues.get(node.name()));
      // A frozen node's are left out: they have no place.
      own.parameters()
          .forEach((role, dw) -> gradients.replace(NodeParameter.name(node.name(), role), dw));
      // A value's gradient is the sum of what each place where it is read hands back.
      for (int i = 0; i < node.inputs().size(); i++) {
        addTo(ofValues.get(node.inputs().get(i)), own.inputs().get(i));
      }
    }
    gradients.put(NetworkSpec.INPUT, ofValues.get(NetworkSpec.INPUT));
    return gradients;
  }

  private static void addTo(double[] sum, double[] added) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += added[i];
    }
  }

  /** Every value of a batch in inference; see {@link #forward(double[], int, ReferencePass)}. */
  public Map<String, double[]> forward(double[] inputs, int batch) {
    return forward(inputs, batch, ReferencePass.INFERENCE);
  }

  /**
   * Every value of a batch, {@code [batch, ...]} each: each node's output by the node's name, and
   * the inputs under {@link NetworkSpec#INPUT}.
   */
  public Map<String, double[]> forward(double[] inputs, int batch, ReferencePass pass) {
    int expected = batch * spec.input().elements();
    if (inputs.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d inputs, expected %d for a batch of %d of shape %s",
              inputs.length,
              expected,
              batch,
              spec.input()));
    }
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put(NetworkSpec.INPUT, inputs);
    for (Node node : spec.nodes()) {
      values.put(
          node.name(), op(node, batch, pass).forward(inputsOf(node, values), parametersOf(node)));
    }
    return values;
  }

  private ReferenceOp op(Node node, int batch, ReferencePass pass) {
    return ReferenceOp.of(node, spec.inputShapesOf(node), batch, pass);
  }

  private static List<double[]> inputsOf(Node node, Map<String, double[]> values) {
    return node.inputs().stream().map(values::get).toList();
  }

  private Map<String, double[]> parametersOf(Node node) {
    Map<String, double[]> byRole = new HashMap<>();
    for (NodeParameter parameter : spec.parametersOf(node)) {
      byRole.put(parameter.role(), parameters.get(parameter.name()));
    }
    return byRole;
  }
}
