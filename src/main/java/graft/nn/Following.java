package graft.nn;

import graft.model.Dropout;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Shares;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A grown network follows its teacher: its optimizer takes the steps that keep it the function that
 * the teacher would have become. A weight W'[a, b] = s_in[b] W[a, b] has the gradient s_out[a]
 * times the teacher's, so its step is multiplied by s_in / s_out under SGD (L2 decay by s_out /
 * s_in), and under AdamW the rate by s_in, the decay by 1 / s_in, and epsilon by s_out. The
 * optimizer's numbers must have been carried over: those of {@linkplain Optimizer#gradientPowers
 * power} p times s_out^p.
 *
 * <p>The shares hold in full up to step {@code from + steps}; then each is s^lambda, with lambda
 * falling in a straight line from 1 to 0 at step {@code from + 2 * steps}. From there on the
 * network is trained as any other, bit for bit.
 *
 * <p>Holds where each unit has one share, common to all that read it. Gradients follow by the chain
 * rule; no publication of these factors is known to us.
 *
 * @param from the network's count of training steps when it was grown
 * @param steps how long the shares hold in full, and how long they take to become 1
 * @param shares by the parameters' names ({@code conv1/kernel}); the others' are all 1
 */
public record Following(long from, long steps, Map<String, Shares> shares) {
  /**
   * Keeps a copy, without the parameters whose shares are all 1 by being left out.
   *
   * @throws IllegalArgumentException if {@code from} is negative, there is no step, or a share is
   *     not a finite number above 0
   */
  public Following {
    if (from < 0 || steps < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a network follows its teacher from step %d for %d steps, expected a step of 0 or"
                  + " more and 1 or more of them",
              from,
              steps));
    }
    Map<String, Shares> kept = new LinkedHashMap<>(shares);
    kept.values().removeIf(Shares.NONE::equals);
    kept.forEach(
        (name, of) -> {
          requirePositive(name, "inputs", of.inputs());
          requirePositive(name, "units", of.units());
        });
    shares = Collections.unmodifiableMap(kept);
  }

  private static void requirePositive(String name, String axis, double[] shares) {
    for (double share : shares) {
      if (!((float) share > 0) || Float.isInfinite((float) share)) {
        throw new IllegalArgumentException(
            "a share of the %s of %s is %s, expected a finite number above 0 in float32"
                .formatted(axis, name, share));
      }
    }
  }

  /** Whether all shares are 1 after so many training steps. */
  public boolean isOver(long done) {
    return done - from - steps >= steps;
  }

  /**
   * Refuses a network or an optimizer with which it does not hold.
   *
   * @throws IllegalArgumentException if shares are of no parameter of the network or of another
   *     length, a node drops with a rate above 0, or the optimizer cannot follow; says which
   */
  public void requireFits(NetworkSpec spec, Optimizer optimizer) {
    optimizer
        .obstacleToFollowing()
        .ifPresent(
            obstacle -> {
              throw new IllegalArgumentException(
                  "the network cannot follow its teacher with %s: %s; train it with another optimizer, or without following"
                      .formatted(optimizer, obstacle));
            });
    requireFits(spec);
  }

  /**
   * Refuses a network with which it does not hold, whatever trains it.
   *
   * @throws IllegalArgumentException if shares are of no parameter of the network or of another
   *     length, or a node drops with a rate above 0; says which
   */
  public void requireFits(NetworkSpec spec) {
    for (Node node : spec.nodes()) {
      if (node.op() instanceof Dropout dropout && dropout.rate() > 0) {
        throw new IllegalArgumentException(
            "the network cannot follow its teacher: node '%s' is Dropout of rate %s, which drops copies of a unit by themselves; expected none, or train without following"
                .formatted(node.name(), dropout.rate()));
      }
    }
    Map<String, NodeParameter> parameters = new LinkedHashMap<>();
    spec.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
    shares.forEach(
        (name, of) ->
            requireLengths(
                Optional.ofNullable(parameters.get(name))
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "shares of '%s', which no parameter is named; there are %s"
                                    .formatted(name, parameters.keySet()))),
                of));
  }

  private static void requireLengths(NodeParameter parameter, Shares of) {
    Shape shape = parameter.shape();
    List<String> wrong = new ArrayList<>();
    int units = shape.extent(parameter.parameter().axes().units());
    if (of.units().length != 0 && of.units().length != units) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "%d shares of its units, expected none or %d",
              of.units().length,
              units));
    }
    int inputs =
        parameter.parameter().axes().inputs().stream().map(shape::extent).findAny().orElse(0);
    if (of.inputs().length != 0 && of.inputs().length != inputs) {
      wrong.add(
          inputs == 0
              ? String.format(
                  Locale.ROOT, "%d shares of inputs, which it does not read", of.inputs().length)
              : String.format(
                  Locale.ROOT,
                  "%d shares of its inputs, expected none or %d",
                  of.inputs().length,
                  inputs));
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "%s %s has %s".formatted(parameter.name(), shape, String.join(", and ", wrong)));
    }
  }
}
