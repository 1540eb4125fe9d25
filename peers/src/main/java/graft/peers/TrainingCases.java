package graft.peers;

import graft.peers.Torch.Pads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Twenty steps of a small network, conv relu max_pool2d flatten linear, for each optimizer. Step s
 * trains on the batch of rows {@code 4 (s mod 4)} to {@code 4 (s mod 4) + 3} of the input.
 */
final class TrainingCases {
  private static final int STEPS = 20;
  private static final int BATCH = 4;
  private static final int SAMPLES = 16;
  private static final int CLASSES = 4;
  private static final double SGD_RATE = 0.05;
  private static final double ADAM_RATE = 0.01;
  private static final double NEVER = Double.POSITIVE_INFINITY;

  private TrainingCases() {}

  /** What steps. */
  private interface Maker {
    Optimizer make(Map<String, Tensor> parameters);
  }

  static List<Case> all() {
    return List.of(
        sgd("sgd-momentum", false, 0, false),
        sgd("sgd-nesterov", true, 0, false),
        sgd("sgd-decay-of-all", false, 0.05, false),
        sgd("sgd-nesterov-decay-of-kernels", true, 0.05, true),
        training(
            "sgd-clipped",
            "clip_grad_norm_ to 1, then SGD: lr 0.05, momentum 0.9",
            1,
            parameters -> new SGD(all(parameters), sgd(false, 0))),
        adamw("adamw", 0, false),
        adamw("adamw-decay-of-all", 0.1, false),
        adamw("adamw-decay-of-kernels", 0.1, true));
  }

  private static Case sgd(String name, boolean nesterov, double decay, boolean kernelsAlone) {
    String about =
        "SGD: lr %s, momentum 0.9, nesterov %s, weight_decay %s%s"
            .formatted(SGD_RATE, nesterov, decay, kernelsAlone ? " of kernels" : "");
    return training(
        name,
        about,
        NEVER,
        parameters ->
            kernelsAlone
                ? withOthers(ps -> new SGD(ps, sgd(nesterov, decay)), parameters, sgd(nesterov, 0))
                : new SGD(all(parameters), sgd(nesterov, decay)));
  }

  private static SGDOptions sgd(boolean nesterov, double decay) {
    SGDOptions options = new SGDOptions(SGD_RATE);
    options.momentum().put(0.9);
    options.nesterov().put(nesterov);
    options.weight_decay().put(decay);
    return options;
  }

  private static Case adamw(String name, double decay, boolean kernelsAlone) {
    String about =
        "AdamW: lr %s, betas 0.9 and 0.999, eps 1e-8, weight_decay %s%s"
            .formatted(ADAM_RATE, decay, kernelsAlone ? " of kernels" : "");
    return training(
        name,
        about,
        NEVER,
        parameters ->
            kernelsAlone
                ? withOthers(ps -> new AdamW(ps, adamw(decay)), parameters, adamw(0))
                : new AdamW(all(parameters), adamw(decay)));
  }

  private static AdamWOptions adamw(double decay) {
    AdamWOptions options = new AdamWOptions(ADAM_RATE);
    options.eps().put(1e-8);
    options.weight_decay().put(decay);
    return options;
  }

  private static TensorVector all(Map<String, Tensor> parameters) {
    return new TensorVector(parameters.values().toArray(Tensor[]::new));
  }

  /** Kernels step by the optimizer's own options, others by these. */
  private static Optimizer withOthers(
      Function<TensorVector, Optimizer> make,
      Map<String, Tensor> parameters,
      OptimizerOptions ofOthers) {
    Optimizer optimizer = make.apply(named(parameters, name -> name.endsWith("/kernel")));
    TensorVector others = named(parameters, name -> !name.endsWith("/kernel"));
    optimizer.add_param_group(new OptimizerParamGroup(others, ofOthers));
    return optimizer;
  }

  private static TensorVector named(Map<String, Tensor> parameters, Predicate<String> wanted) {
    return new TensorVector(
        parameters.keySet().stream().filter(wanted).map(parameters::get).toArray(Tensor[]::new));
  }

  /** The parameters, each step's loss and gradient norm before clipping, the parameters then. */
  private static Case training(String name, String about, double largestNorm, Maker maker) {
    return new Case(
        name,
        about,
        d -> {
          Tensor x = d.images(SAMPLES, 6, 6, 2).detach();
          Tensor w = d.kernel("conv", 3, 3, 3, 2);
          Tensor b = d.vector("conv/bias", 3, 0);
          Tensor fcW = d.dense("fc", 27, CLASSES);
          Tensor fcB = d.vector("fc/bias", CLASSES, 0);
          Tensor labels = d.labels(SAMPLES, CLASSES);
          Optimizer optimizer = maker.make(d.parameters());
          double[] losses = new double[STEPS];
          double[] norms = new double[STEPS];
          for (int step = 0; step < STEPS; step++) {
            long first = (long) BATCH * (step % (SAMPLES / BATCH));
            optimizer.zero_grad();
            Tensor y = Torch.conv(x.narrow(0, first, BATCH), w, Optional.of(b), 1, Pads.even(1));
            y = Torch.flatten(Torch.maxPool(torch.relu(y), 2, 2, Pads.even(0)));
            Tensor loss =
                Draft.meanLoss(Torch.linear(y, fcW, fcB), labels.narrow(0, first, BATCH), 0);
            loss.backward();
            losses[step] = loss.item_double();
            norms[step] = torch.clip_grad_norm_(all(d.parameters()), largestNorm);
            optimizer.step();
          }
          d.computed("losses", losses);
          d.computed("norms", norms);
          d.parametersAfter();
        });
  }
}
