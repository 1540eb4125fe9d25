package graft.net2net;

import graft.model.BatchNorm;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Shares;
import graft.net2net.Network64.Growth64;
import graft.reference.CrossEntropy;
import graft.reference.ReferenceBatchNorm.Statistics;
import graft.reference.ReferencePass;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A network in training, in float64 throughout: the reference's gradients and an optimizer. */
final class Training64 {
  private static final long SEED_OF_DROPOUT = 7;

  private final Network64 network;
  private final Update64 update;

  /** Of all gradients together; none are longer. */
  private final double longest;

  private int steps;

  /** By trained parameter, {@code [moments][elements]}. */
  private final Map<String, double[][]> kept = new HashMap<>();

  private final Map<String, Factors64> factors = new HashMap<>();
  private final Map<String, Shares> shares = new HashMap<>();

  Training64(Network64 network, Update64 update) {
    this(network, update, Double.POSITIVE_INFINITY);
  }

  Training64(Network64 network, Update64 update, double longest) {
    this.network = network;
    this.update = update;
    this.longest = longest;
    for (NodeParameter parameter : network.spec().parameters()) {
      if (parameter.parameter().trained()) {
        int elements = parameter.shape().elements();
        kept.put(parameter.name(), new double[update.moments()][elements]);
        factors.put(parameter.name(), Factors64.neutral(parameter));
      }
    }
  }

  Network64 network() {
    return network;
  }

  /** One step; gives the logits that it learned from. */
  double[] step(double[] inputs, int[] labels) {
    int batch = labels.length;
    ReferencePass pass = new ReferencePass(true, SEED_OF_DROPOUT, steps);
    Map<String, double[]> values = network.reference().forward(inputs, batch, pass);
    double[] logits = values.get(network.spec().output().name());
    double[] upstream = CrossEntropy.of(logits, labels).logitsGradient();
    Map<String, double[]> gradients = network.reference().backward(values, batch, upstream, pass);
    steps++;
    double scale = scale(gradients);
    for (String name : kept.keySet()) {
      double[] g = gradients.get(name).clone();
      for (int i = 0; i < g.length; i++) {
        g[i] *= scale;
      }
      update.step(network.parameters().get(name), g, kept.get(name), factors.get(name), steps);
    }
    network.spec().nodes().forEach(node -> follow(node, values));
    return logits;
  }

  private double scale(Map<String, double[]> gradients) {
    double squares = 0;
    for (String name : kept.keySet()) {
      for (double g : gradients.get(name)) {
        squares += g * g;
      }
    }
    return Math.min(1, longest / Math.sqrt(squares));
  }

  /** Running statistics follow those of the batch. */
  private void follow(Node node, Map<String, double[]> values) {
    if (node.op() instanceof BatchNorm norm) {
      String mean = NodeParameter.name(node.name(), BatchNorm.MEAN);
      String variance = NodeParameter.name(node.name(), BatchNorm.VARIANCE);
      Map<String, double[]> parameters = network.parameters();
      Statistics after =
          new Statistics(parameters.get(mean), parameters.get(variance))
              .after(values.get(node.input()), norm.momentum());
      parameters.put(mean, after.mean());
      parameters.put(variance, after.variance());
    }
  }

  double[] logits(double[] inputs, int batch) {
    return network.logits(inputs, batch, ReferencePass.INFERENCE);
  }

  /** The same training, of which this one knows nothing from now on. */
  Training64 copy() {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    network.parameters().forEach((name, numbers) -> parameters.put(name, numbers.clone()));
    Training64 copy = new Training64(new Network64(network.spec(), parameters), update, longest);
    copy.steps = steps;
    kept.forEach(
        (name, moments) -> {
          for (int i = 0; i < moments.length; i++) {
            copy.kept.get(name)[i] = moments[i].clone();
          }
        });
    copy.factors.putAll(factors);
    copy.shares.putAll(shares);
    return copy;
  }

  /** Goes on with what grew from the network; at the optimizer's own factors. */
  Training64 grown(Growth64 growth, StateRule rule) {
    Training64 student = new Training64(growth.student(), update, longest);
    StateGrowth state = growth.state(rule);
    student.steps = steps;
    student.shares.putAll(state.shares(shares));
    for (int i = 0; i < update.moments(); i++) {
      int moment = i;
      Map<String, double[]> before = new HashMap<>();
      kept.forEach((name, moments) -> before.put(name, moments[moment]));
      state
          .numbers(before, moment + 1)
          .forEach((name, numbers) -> student.kept.get(name)[moment] = numbers);
    }
    if (rule == StateRule.RESET) {
      student.steps = 0;
    }
    return student;
  }

  /** Other shares of the features that a parameter reads. */
  void reads(String parameter, double[] inputs) {
    shares.put(parameter, new Shares(inputs, shares.get(parameter).units()));
  }

  Shares shares(String parameter) {
    return shares.getOrDefault(parameter, Shares.NONE);
  }

  /**
   * From now on each entry has the factors with which it follows the teacher.
   *
   * @param broken what is done to them before
   */
  void follow(UnaryOperator<Factors64> broken) {
    for (NodeParameter parameter : network.spec().parameters()) {
      String name = parameter.name();
      if (parameter.parameter().trained()) {
        factors.put(name, broken.apply(update.following(parameter, shares(name))));
      }
    }
  }

  /** Multiplies what is remembered by the factors of the step, as if they had been inside of it. */
  void foldFactorsIntoMomentum() {
    kept.forEach(
        (name, moments) -> {
          for (int i = 0; i < moments[0].length; i++) {
            moments[0][i] *= factors.get(name).step()[i];
          }
        });
  }
}
