package graft.config;

import graft.files.ChoiceForm;
import graft.files.ChoiceForm.Choice;
import graft.files.Form;
import graft.files.Key;
import graft.files.ObjectForm;
import graft.files.Range;
import graft.files.ScalarForm;
import graft.nn.AdamW;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import java.util.List;
import java.util.function.Function;

/** How optimizers stand in a file. A new one gets an entry here. */
final class OptimizerForms {
  private OptimizerForms() {}

  /** All of them. */
  static Form<Optimizer> all() {
    return new ChoiceForm<>(
        List.of(
            new Choice<>("sgd", Sgd.class, sgd()), new Choice<>("adamw", AdamW.class, adamw())));
  }

  private static ObjectForm<Sgd> sgd() {
    Key<Sgd, Float> rate = rate(Sgd::learningRate);
    Key<Sgd, Float> momentum =
        Key.withDefault(
            "momentum",
            ScalarForm.singleNumber(Range.BELOW_ONE),
            0f,
            Sgd::momentum,
            "how much of the last step goes into the next");
    Key<Sgd, Boolean> nesterov =
        Key.withDefault(
            "nesterov",
            ScalarForm.truth(),
            false,
            Sgd::nesterov,
            "whether momentum looks ahead (Nesterov)");
    Key<Sgd, Float> decay =
        decay(0f, Sgd::weightDecay, "how much of a weight is added to its gradient");
    Key<Sgd, Boolean> all = decaysAll(Sgd::decaysAll);
    return new ObjectForm<>(
        "Stochastic gradient descent, with momentum.",
        List.of(rate, momentum, nesterov, decay, all),
        values ->
            new Sgd(
                values.get(rate),
                values.get(momentum),
                values.get(nesterov),
                values.get(decay),
                values.get(all)));
  }

  private static ObjectForm<AdamW> adamw() {
    AdamW usual = AdamW.of(0);
    Key<AdamW, Float> rate = rate(AdamW::learningRate);
    Key<AdamW, Double> beta1 =
        Key.withDefault(
            "beta1",
            ScalarForm.number(Range.BELOW_ONE),
            usual.beta1(),
            AdamW::beta1,
            "how much of the gradients' mean stays");
    Key<AdamW, Double> beta2 =
        Key.withDefault(
            "beta2",
            ScalarForm.number(Range.BELOW_ONE),
            usual.beta2(),
            AdamW::beta2,
            "how much of their squares' mean stays");
    Key<AdamW, Float> epsilon =
        Key.withDefault(
            "epsilon",
            ScalarForm.singleNumber(Range.POSITIVE),
            usual.epsilon(),
            AdamW::epsilon,
            "keeps the quotient finite");
    Key<AdamW, Float> decay =
        decay(
            usual.weightDecay(),
            AdamW::weightDecay,
            "times the rate is how much of a weight is lost in a step; with 0 it is Adam");
    Key<AdamW, Boolean> all = decaysAll(AdamW::decaysAll);
    return new ObjectForm<>(
        "Adam with decoupled weight decay.",
        List.of(rate, beta1, beta2, epsilon, decay, all),
        values ->
            new AdamW(
                values.get(rate),
                values.get(beta1),
                values.get(beta2),
                values.get(epsilon),
                values.get(decay),
                values.get(all)));
  }

  private static <O> Key<O, Float> rate(Function<O, Float> value) {
    return Key.required(
        "rate",
        ScalarForm.singleNumber(Range.AT_LEAST_ZERO),
        value,
        "the learning rate, which the schedule multiplies");
  }

  private static <O> Key<O, Float> decay(
      float otherwise, Function<O, Float> value, String meaning) {
    return Key.withDefault(
        "weight-decay", ScalarForm.singleNumber(Range.AT_LEAST_ZERO), otherwise, value, meaning);
  }

  private static <O> Key<O, Boolean> decaysAll(Function<O, Boolean> value) {
    return Key.withDefault(
        "decays-all",
        ScalarForm.truth(),
        false,
        value,
        "whether biases and other vectors decay as kernels do");
  }
}
