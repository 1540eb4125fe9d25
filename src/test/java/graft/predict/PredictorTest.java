package graft.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.device.TestDevice;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.TestNetworks;
import graft.reference.ReferenceNetwork;
import graft.tensor.Shape;
import graft.train.DeviceMemoryException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final Preprocessing SCALED = Preprocessing.scaled(1);
  private static final ImageDataset DIGITS = SyntheticDigits.draw("digits", 23, 1);
  private static final Model MODEL = model(10, 1);

  private static Model model(int logits, long seed) {
    return TestNetworks.model(
        NetworkSpec.chain(Shape.of(28, 28, 1))
            .then("conv", Conv2d.same(3, 3))
            .then("flatten", new Flatten())
            .then("logits", new Dense(logits))
            .build(),
        seed);
  }

  private static Predictor predictor(int batch) {
    return Predictor.of(DEVICE, MODEL, SCALED, batch);
  }

  /** Judged by the float64 reference, with pixels that it is given as numbers. */
  @Test
  void computesTheModel() {
    Preprocessing preprocessing = new Preprocessing(List.of(0.3), List.of(0.25));
    float[] x = new float[DIGITS.images().length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) ((Byte.toUnsignedInt(DIGITS.images()[i]) / 255.0 - 0.3) / 0.25);
    }
    double[] expected = ReferenceNetwork.logits(MODEL, x, DIGITS.count());
    try (Predictor predictor = Predictor.of(DEVICE, MODEL, preprocessing, 8)) {
      float[] found = predictor.predict(DIGITS).logits();
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.length; i++) {
        // 784 * 3 terms of float32 in one sum: some 1e-6 of their size, which is about 5.
        assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4));
      }
    }
  }

  /** Whatever is asked for before, and however often the short batch changes. */
  @Test
  void anyNumberOfImages() {
    Predictions all;
    try (Predictor whole = predictor(1)) {
      all = whole.predict(DIGITS);
    }
    try (Predictor predictor = predictor(12)) {
      for (int n : new int[] {12, 1, 23, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 17}) {
        Predictions some =
            predictor.predict(Arrays.copyOf(DIGITS.images(), n * predictor.sample().elements()));
        assertThat(some.count()).isEqualTo(n);
        for (int image = 0; image < n; image++) {
          assertThat(some.best(image)).isEqualTo(all.best(image));
        }
      }
    }
  }

  @Test
  void severalOnOneDeviceKeepOutOfEachOthersWay() {
    Predictions first;
    Predictions second;
    Model other = model(7, 2);
    try (Predictor alone = predictor(8)) {
      first = alone.predict(DIGITS);
    }
    try (Predictor alone = Predictor.of(DEVICE, other, SCALED, 8)) {
      second = alone.predict(DIGITS);
    }
    try (Predictor one = predictor(8);
        Predictor two = Predictor.of(DEVICE, other, SCALED, 8);
        Predictor three = predictor(8)) {
      for (int i = 0; i < 3; i++) {
        assertThat(one.predict(DIGITS)).isEqualTo(first);
        assertThat(two.predict(DIGITS)).isEqualTo(second);
        assertThat(three.predict(DIGITS)).isEqualTo(first);
      }
      assertThat(second.classes()).isEqualTo(7);
    }
  }

  private static Throwable inAnotherThread(Runnable work) {
    return CompletableFuture.runAsync(work)
        .handle(
            (nothing, thrown) -> thrown == null ? new Throwable("no refusal") : thrown.getCause())
        .join();
  }

  /** Any thread may use it; while one is inside the device, another is refused. */
  @Test
  void anotherThread() {
    try (Predictor predictor = predictor(8)) {
      Predictions here = predictor.predict(DIGITS);
      assertThat(CompletableFuture.supplyAsync(() -> predictor.predict(DIGITS)).join())
          .isEqualTo(here);
      DEVICE.exclusively(
          () -> {
            List<Runnable> refused =
                List.of(
                    () -> predictor.predict(DIGITS), predictor::close, () -> predictor(8).close());
            for (Runnable work : refused) {
              assertThat(inAnotherThread(work))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageStartingWith("the device is used by thread '");
            }
          });
      assertThat(predictor.predict(DIGITS)).as("still open").isEqualTo(here);
    }
  }

  @Test
  void freesAllThatItTook() {
    predictor(8).close(); // libraries keep what their first use allocates
    long before = DEVICE.freeBytes();
    try (Predictor predictor = predictor(8)) {
      predictor.predict(DIGITS);
      assertThat(DEVICE.freeBytes()).isLessThan(before);
    }
    assertThat(DEVICE.freeBytes()).isEqualTo(before);
  }

  @Test
  void useAfterClose() {
    Predictor predictor = predictor(8);
    predictor.close();
    predictor.close();
    assertThatThrownBy(() -> predictor.predict(DIGITS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the predictor is used after it was closed");
  }

  @Test
  void useAfterTheDevicesClose() {
    Device device = TestDevice.open();
    Predictor predictor = Predictor.of(device, MODEL, SCALED, 8);
    device.close();
    assertThatThrownBy(() -> predictor.predict(DIGITS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the predictor is used after its device was closed");
    predictor.close();
    assertThatThrownBy(() -> Predictor.of(device, MODEL, SCALED, 8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the device is used after it was closed");
  }

  @Test
  void whatDoesNotFitTogether() {
    NetworkSpec images =
        NetworkSpec.chain(Shape.of(28, 28, 1)).then("conv", Conv2d.same(10, 3)).build();
    refused(
        () -> Predictor.of(DEVICE, Model.untrained(images, 1), SCALED, 8),
        "the model makes [28, 28, 10] of [28, 28, 1], expected a vector of logits, [classes], of an"
            + " image, [H, W, C]");
    NetworkSpec features = NetworkSpec.chain(Shape.of(5)).then("fc", new Dense(3)).build();
    refused(
        () -> Predictor.of(DEVICE, Model.untrained(features, 1), SCALED, 8),
        "the model makes [3] of [5], expected a vector of logits, [classes], of an image, [H, W, C]");
    refused(
        () -> Predictor.of(DEVICE, MODEL, Preprocessing.scaled(3), 8),
        "the preprocessing is of 3 channels, the model takes images of [28, 28, 1]");
    refused(() -> predictor(0), "batch is 0, expected 1 or more");
    try (Predictor predictor = predictor(8)) {
      refused(
          () -> predictor.predict(new byte[785]),
          "found 785 bytes, expected a multiple of 784, the bytes of an image of shape [28, 28, 1]");
      refused(
          () -> predictor.predict(new byte[0]),
          "found 0 bytes, expected a multiple of 784, the bytes of an image of shape [28, 28, 1]");
      ImageDataset small =
          new ImageDataset("thumbnails", new byte[196], new byte[1], Shape.of(14, 14, 1), 10);
      refused(
          () -> predictor.predict(small),
          "the model takes images of shape [28, 28, 1], those of thumbnails are [14, 14, 1]");
      assertThat(predictor.predict(DIGITS).count()).as("still usable").isEqualTo(23);
    }
  }

  @Test
  @SoftwareOnly("a GPU may have room for as many images as an array can hold")
  void tooLargeABatchIsRefusedBeforeAnythingIsTaken() {
    NetworkSpec dense =
        NetworkSpec.chain(Shape.of(28, 28, 1))
            .then("flatten", new Flatten())
            .then("logits", new Dense(10))
            .build();
    Model model = Model.untrained(dense, 1);
    long before = DEVICE.freeBytes();
    int batch = (int) (before / (28 * 28 * 4)); // the input alone needs all there is
    assertThatThrownBy(() -> Predictor.of(DEVICE, model, SCALED, batch))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageStartingWith("predictions in batches of " + batch + " need ");
    assertThat(DEVICE.freeBytes()).isEqualTo(before);
  }

  private static void refused(ThrowingCallable work, String message) {
    assertThatThrownBy(work).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
