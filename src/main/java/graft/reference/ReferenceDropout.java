package graft.reference;

import graft.random.Philox;
import graft.random.RandomSequences;
import java.util.List;
import java.util.Map;

/**
 * Inverted dropout in training: of four elements after another each has a word of Philox's block
 * (seed, the node's sequence, step 2^32 + number of the four), and is kept where that, unsigned, is
 * rate 2^32 or more.
 *
 * @param rate the probability of 0
 * @param node the node's name
 * @param pass gives seed and step
 */
record ReferenceDropout(double rate, String node, ReferencePass pass) implements ReferenceOp {
  private static final int WORDS = 4;

  @Override
  public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
    return masked(inputs.get(0));
  }

  @Override
  public Gradients backward(List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
    return Gradients.of(masked(dy));
  }

  private double[] masked(double[] x) {
    double[] y = new double[x.length];
    int[] words = new int[WORDS];
    long sequence = RandomSequences.dropout(node);
    for (int i = 0; i < x.length; i++) {
      Philox.block(pass.seed(), sequence, (pass.step() << 32) + i / WORDS, words);
      double fraction = Integer.toUnsignedLong(words[i % WORDS]) * 0x1p-32;
      y[i] = fraction < rate ? 0 : x[i] / (1 - rate);
    }
    return y;
  }
}
