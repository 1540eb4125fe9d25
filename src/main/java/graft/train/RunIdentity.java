package graft.train;

import graft.files.NetworkJson;
import graft.model.NetworkSpec;
import graft.nn.Clipped;
import graft.nn.Optimizer;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/** What makes two runs the same run, as texts by name. */
final class RunIdentity {
  /** More steps than this are looked at in part. */
  private static final int MOST_RATES = 1 << 16;

  /** Not there where no node is frozen. */
  static final String FROZEN = "frozen nodes";

  private RunIdentity() {}

  /** Of a plan. */
  static Map<String, String> of(TrainingPlan plan) {
    TrainingOptions options = plan.options();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("seed", Long.toString(options.seed()));
    texts.put("number of epochs", Integer.toString(options.epochs()));
    texts.put("batch", Integer.toString(options.batch()));
    texts.put("optimizer", text(options.optimizer()));
    texts.put("schedule", rates(plan));
    texts.put("label smoothing", Float.toString(options.labelSmoothing()));
    texts.put("early stopping", options.stopping().map(Record::toString).orElse("off"));
    texts.put("choice of the best weights", options.best().map(Enum::name).orElse("off"));
    texts.put("augmentation", options.augmentation().toString());
    if (!options.freeze().isEmpty()) { // runs of before there was such an option have no such text
      texts.put(FROZEN, String.join(", ", options.freeze()));
    }
    texts.put("training data", plan.training().checksum());
    texts.put("validation data", plan.validation().checksum());
    texts.put("preprocessing", plan.training().preprocessing().toString());
    texts.put("preprocessing in validation", plan.validation().preprocessing().toString());
    texts.put("network", text(plan.spec()));
    return texts;
  }

  static String text(NetworkSpec spec) {
    return NetworkJson.write(spec).toString();
  }

  /** A record tells its numbers; of another optimizer its type must do. */
  private static String text(Optimizer optimizer) {
    if (optimizer instanceof Clipped clipped) {
      return text(clipped.optimizer()) + " clipped to " + clipped.maximumNorm();
    }
    return optimizer instanceof Record
        ? optimizer.toString()
        : optimizer.getClass().getName() + " at rate " + optimizer.learningRate();
  }

  /** A schedule may be a lambda, so its rates stand for it. */
  private static String rates(TrainingPlan plan) {
    TrainingOptions options = plan.options();
    RunLength run = RunLength.ofEpochs(options.epochs(), plan.batches().steps());
    long stride = Math.max(1, run.steps() / MOST_RATES);
    CRC32C checksum = new CRC32C();
    double first = Double.NaN;
    double last = Double.NaN;
    for (long step = 0; step < run.steps(); step += stride) {
      last = options.schedule().factor(step, run);
      first = step == 0 ? last : first;
      checksum.update(ByteBuffer.allocate(Double.BYTES).putDouble(last).flip());
    }
    return String.format(
        Locale.ROOT,
        "factors of the rate from %s to %s over %d steps, CRC-32C %08x",
        first,
        last,
        run.steps(),
        checksum.getValue());
  }
}
