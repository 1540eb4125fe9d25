package graft.files;

import graft.model.Add;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.MaxPool2d;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Relu;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The one table of ops as files know them. A new op gets an entry here; what reads, writes and
 * checks files follows. Names are those of the Java API in kebab case, defaults those of its short
 * forms.
 */
public final class OpTypes {
  private static final Form<Padding> PADDING = new PaddingForm();
  private static final String STRIDE = "rows and columns from one window to the next";
  private static final BatchNorm KERAS_NORM = new BatchNorm();

  /** All of them, by name. */
  public static final List<OpType<?>> ALL =
      List.of(
          plain("add", Add.class, Add::new, "The sum of its inputs, which are of one shape."),
          averagePool2d(),
          batchNorm(),
          plain("concat", Concat.class, Concat::new, "Its inputs' channels, one behind the other."),
          conv2d(),
          dense(),
          dropout(),
          plain("flatten", Flatten.class, Flatten::new, "All axes as one, row by row."),
          plain(
              "global-average-pool",
              GlobalAveragePool.class,
              GlobalAveragePool::new,
              "The mean of each channel over all pixels."),
          maxPool2d(),
          plain("relu", Relu.class, Relu::new, "max(x, 0)."));

  private OpTypes() {}

  /** The kind of that name. */
  public static Optional<OpType<?>> named(String name) {
    for (OpType<?> type : ALL) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The kind of an op. */
  public static OpType<?> of(Op op) {
    for (OpType<?> type : ALL) {
      if (type.kind().isInstance(op)) {
        return type;
      }
    }
    throw new IllegalStateException("OpTypes has no entry for " + op.kind());
  }

  /** All names. */
  static List<String> names() {
    return ALL.stream().<String>map(OpType::name).toList();
  }

  private static <O extends Op> OpType<O> plain(
      String name, Class<O> kind, Supplier<O> make, String meaning) {
    return new OpType<>(name, kind, new ObjectForm<>(meaning, List.of(), values -> make.get()));
  }

  private static OpType<Conv2d> conv2d() {
    Key<Conv2d, Integer> filters =
        Key.required("filters", new UnitsForm(), Conv2d::filters, "the output's channels");
    Key<Conv2d, List<Integer>> kernel =
        Key.required(
            "kernel",
            new WindowForm(),
            conv -> List.of(conv.kernelHeight(), conv.kernelWidth()),
            "rows and columns of the window: one number, or [rows, columns]");
    Key<Conv2d, Integer> stride =
        Key.withDefault("stride", ScalarForm.whole(1), 1, Conv2d::stride, STRIDE);
    Key<Conv2d, Padding> padding = padding(Padding.SAME, Conv2d::padding);
    Key<Conv2d, Boolean> bias =
        Key.withDefault(
            "bias",
            ScalarForm.truth(),
            true,
            Conv2d::bias,
            "whether a trained number is added to each channel; not needed before a batch-norm");
    return new OpType<>(
        "conv2d",
        Conv2d.class,
        new ObjectForm<>(
            "A convolution, without activation.",
            List.of(filters, kernel, stride, padding, bias),
            values ->
                new Conv2d(
                    values.get(filters),
                    values.get(kernel).get(0),
                    values.get(kernel).get(1),
                    values.get(stride),
                    values.get(padding),
                    values.get(bias))),
        Optional.of("filters"));
  }

  private static OpType<Dense> dense() {
    Key<Dense, Integer> units =
        Key.required(
            "units",
            new UnitsForm(),
            Dense::units,
            "the number of outputs; classes: as the data has");
    return new OpType<>(
        "dense",
        Dense.class,
        new ObjectForm<>(
            "y = x W + b, without activation.",
            List.of(units),
            values -> new Dense(values.get(units))),
        Optional.of("units"));
  }

  private static OpType<MaxPool2d> maxPool2d() {
    Key<MaxPool2d, Integer> window = window(MaxPool2d::window);
    Key<MaxPool2d, Integer> stride =
        Key.required("stride", ScalarForm.whole(1), MaxPool2d::stride, STRIDE);
    Key<MaxPool2d, Padding> padding = padding(Padding.VALID, MaxPool2d::padding);
    return new OpType<>(
        "max-pool2d",
        MaxPool2d.class,
        new ObjectForm<>(
            "The largest value of each window.",
            List.of(window, stride, padding),
            values -> new MaxPool2d(values.get(window), values.get(stride), values.get(padding))));
  }

  private static OpType<AveragePool2d> averagePool2d() {
    Key<AveragePool2d, Integer> window = window(AveragePool2d::window);
    Key<AveragePool2d, Integer> stride =
        Key.required("stride", ScalarForm.whole(1), AveragePool2d::stride, STRIDE);
    Key<AveragePool2d, Padding> padding = padding(Padding.VALID, AveragePool2d::padding);
    return new OpType<>(
        "average-pool2d",
        AveragePool2d.class,
        new ObjectForm<>(
            "The mean of each window over what it sees of the input.",
            List.of(window, stride, padding),
            values ->
                new AveragePool2d(values.get(window), values.get(stride), values.get(padding))));
  }

  private static OpType<BatchNorm> batchNorm() {
    Key<BatchNorm, Double> epsilon =
        Key.withDefault(
            "epsilon",
            ScalarForm.number(Range.POSITIVE),
            KERAS_NORM.epsilon(),
            BatchNorm::epsilon,
            "added to the variance");
    Key<BatchNorm, Double> momentum =
        Key.withDefault(
            "momentum",
            ScalarForm.number(Range.UP_TO_ONE),
            KERAS_NORM.momentum(),
            BatchNorm::momentum,
            "what the running statistics keep in a step (PyTorch calls 1 less this its momentum)");
    return new OpType<>(
        "batch-norm",
        BatchNorm.class,
        new ObjectForm<>(
            "Normalisation of each channel over the batch, with a trained factor and offset.",
            List.of(epsilon, momentum),
            values -> new BatchNorm(values.get(epsilon), values.get(momentum))));
  }

  private static OpType<Dropout> dropout() {
    Key<Dropout, Double> rate =
        Key.required(
            "rate", ScalarForm.number(Range.BELOW_ONE), Dropout::rate, "the probability of 0");
    return new OpType<>(
        "dropout",
        Dropout.class,
        new ObjectForm<>(
            "Sets values to 0 at random, in training only.",
            List.of(rate),
            values -> new Dropout(values.get(rate))));
  }

  private static <O> Key<O, Integer> window(Function<O, Integer> value) {
    return Key.required("window", ScalarForm.whole(1), value, "rows and columns of the window");
  }

  private static <O> Key<O, Padding> padding(Padding otherwise, Function<O, Padding> value) {
    return Key.withDefault(
        "padding",
        PADDING,
        otherwise,
        value,
        "the border: same, valid, pixels on each side, or [top, bottom, left, right]");
  }
}
