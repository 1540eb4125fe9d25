package graft.predict;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.Orders;
import graft.device.StandardError;
import graft.device.TestDevice;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.nn.Sgd;
import graft.tensor.Shape;
import graft.train.ResidentData;
import graft.train.StepRunner;
import graft.train.TrainingOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Images on the device, training steps on them, a predictor and the device, closed in every order
 * and used afterwards: what still has all that it needs works, else there is a sentence; and all
 * memory is back.
 */
class CloseOrderTest {
  private static final Model MODEL =
      Model.untrained(
          NetworkSpec.chain(Shape.of(28, 28, 1))
              .then("conv", Conv2d.same(2, 3))
              .then("flatten", new Flatten())
              .then("logits", new Dense(10))
              .build(),
          1);
  private static final ImageDataset DIGITS = SyntheticDigits.draw("digits", 20, 1);
  private static final Map<String, List<String>> NEEDS =
      Map.of(
          "device", List.of("device"),
          "data", List.of("device", "data"),
          "steps", List.of("device", "data", "steps"),
          "predictor", List.of("device", "predictor"));

  /** Something to close, and a use of it. */
  private record Thing(AutoCloseable closeable, Runnable use) {}

  private static Map<String, Thing> things(Device device) {
    ResidentData data = ResidentData.upload(device, DIGITS);
    StepRunner steps =
        StepRunner.training(device, data, MODEL, TrainingOptions.of(1, 8, Sgd.of(0.1f, 0.9f)));
    Predictor predictor = Predictor.of(device, MODEL, Preprocessing.scaled(1), 4);
    Map<String, Thing> things = new LinkedHashMap<>();
    things.put("device", new Thing(device, () -> device.stream().synchronize()));
    things.put(
        "data", new Thing(data, () -> StepRunner.evaluation(device, data, MODEL, 8).close()));
    things.put("steps", new Thing(steps, () -> steps.run(1)));
    things.put("predictor", new Thing(predictor, () -> predictor.predict(DIGITS)));
    return things;
  }

  @Test
  void anyOrderIsFine() {
    List<List<String>> orders = Orders.of(List.of("device", "data", "steps", "predictor"));
    assertThat(orders).hasSize(24);
    try (Device witness = TestDevice.open()) {
      long free = witness.freeBytes();
      for (List<String> order : orders) {
        Map<String, Thing> things = things(TestDevice.open());
        List<String> closed = new ArrayList<>();
        for (String name : order) {
          String said = StandardError.during(() -> close(things.get(name)));
          assertThat(said.contains("not closed before its device"))
              .as("%s of %s says: %s", name, order, said)
              .isEqualTo(name.equals("device") && closed.size() < order.size() - 1);
          close(things.get(name));
          closed.add(name);
          things.forEach((each, thing) -> use(each, thing.use(), closed, order));
        }
        if (witness.isSoftware()) { // a GPU's driver keeps some for later
          assertThat(witness.freeBytes()).as("free after %s", order).isEqualTo(free);
        }
      }
    }
  }

  private static void close(Thing thing) {
    try {
      thing.closeable().close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void use(String name, Runnable use, List<String> closed, List<String> order) {
    boolean whole = Collections.disjoint(NEEDS.getOrDefault(name, List.of()), closed);
    try {
      use.run();
      assertThat(whole).as("%s is used after %s of %s", name, closed, order).isTrue();
    } catch (IllegalStateException e) {
      assertThat(whole).as("%s is refused after %s of %s: %s", name, closed, order, e).isFalse();
      assertThat(e).hasMessageMatching(".* is used after (it|its device) was closed");
    }
  }
}
