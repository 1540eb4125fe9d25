package graft.net2net;

import graft.model.NodeParameter;
import graft.model.Shares;

/** An optimizer in float64, written from its formula. */
sealed interface Update64 {
  /** How many numbers it keeps of each entry; number i scales with the gradient's power i + 1. */
  int moments();

  /**
   * One step.
   *
   * @param w in place
   * @param kept in place, {@code [moments][elements]}
   * @param number of the step, from 1
   */
  void step(double[] w, double[] g, double[][] kept, Factors64 factors, int number);

  /** The factors with which a student follows its teacher. */
  Factors64 following(NodeParameter parameter, Shares shares);

  /**
   * Keras' SGD with L2: v = momentum v - rate g; w += v.
   *
   * @param folded whether the factor of the step is inside of the rate, so that it accumulates
   */
  record Sgd(double rate, double momentum, double decay, boolean folded) implements Update64 {
    @Override
    public int moments() {
      return 1;
    }

    @Override
    public void step(double[] w, double[] g, double[][] kept, Factors64 factors, int number) {
      double[] v = kept[0];
      for (int i = 0; i < w.length; i++) {
        double gradient = g[i] + decay * factors.decay()[i] * w[i];
        double inside = folded ? factors.step()[i] : 1;
        v[i] = momentum * v[i] - rate * inside * gradient;
        w[i] += folded ? v[i] : factors.step()[i] * v[i];
      }
    }

    @Override
    public Factors64 following(NodeParameter parameter, Shares shares) {
      return Factors64.of(
          parameter, shares, (in, out) -> in / out, (in, out) -> out / in, (in, out) -> 1);
    }
  }

  /** AdamW as {@code graft.nn.AdamW} says it. */
  record AdamW(double rate, double beta1, double beta2, double epsilon, double decay)
      implements Update64 {
    @Override
    public int moments() {
      return 2;
    }

    @Override
    public void step(double[] w, double[] g, double[][] kept, Factors64 factors, int number) {
      double[] m = kept[0];
      double[] v = kept[1];
      double first = 1 - Math.pow(beta1, number);
      double second = Math.sqrt(1 - Math.pow(beta2, number));
      for (int i = 0; i < w.length; i++) {
        m[i] += (1 - beta1) * (g[i] - m[i]);
        v[i] += (1 - beta2) * (g[i] * g[i] - v[i]);
        double ownRate = rate * factors.step()[i];
        w[i] -= ownRate * decay * factors.decay()[i] * w[i];
        w[i] -=
            ownRate / first * m[i] / (Math.sqrt(v[i]) / second + epsilon * factors.epsilon()[i]);
      }
    }

    @Override
    public Factors64 following(NodeParameter parameter, Shares shares) {
      return Factors64.of(
          parameter, shares, (in, out) -> in, (in, out) -> 1 / in, (in, out) -> out);
    }
  }
}
