package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.TestDevice;
import graft.model.Conv2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.nn.Sgd;
import graft.tensor.Shape;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What does not go together is refused before a kernel reads where nothing is. */
class FitTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final TrainingOptions OPTIONS = TrainingOptions.of(1, 32, Sgd.of(0.01f, 0.9f));
  private static ResidentData digits;
  private static Trainer trainer;

  @BeforeAll
  static void drawDigits() {
    digits = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 64, 1));
    trainer = new Trainer(DEVICE, digits, digits);
  }

  @AfterAll
  static void freeData() {
    digits.close();
  }

  /** All that takes a model. */
  private static List<ThrowingCallable> entries(Model model) {
    return List.of(
        () -> trainer.evaluate(model, 32),
        () -> trainer.train(model, OPTIONS, TrainingListener.SILENT),
        () -> trainer.memory(model.spec(), OPTIONS),
        () -> trainer.requireMemory(model.spec(), OPTIONS),
        () -> StepRunner.training(DEVICE, digits, model, OPTIONS),
        () -> StepRunner.evaluation(DEVICE, digits, model, 32));
  }

  private static void refused(List<ThrowingCallable> entries, String message) {
    assertThat(entries)
        .allSatisfy(
            entry ->
                assertThatThrownBy(entry)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message));
  }

  @Test
  void aNetworkForSmallerImages() {
    refused(
        entries(SmallNetworks.untrained(14, 10)),
        "the network takes samples of shape [14, 14, 1], those of digits are [28, 28, 1]");
  }

  /** It would read past the end of the images. */
  @Test
  void aNetworkForLargerImages() {
    refused(
        entries(SmallNetworks.untrained(56, 10)),
        "the network takes samples of shape [56, 56, 1], those of digits are [28, 28, 1]");
  }

  /** The loss would read a logit past the row's end. */
  @Test
  void fewerLogitsThanClasses() {
    refused(
        entries(SmallNetworks.untrained(28, 5)),
        "the network gives 5 logits, digits has 10 classes; expected a logit for each class");
  }

  @Test
  void moreLogitsThanClassesWillDo() {
    assertThat(trainer.evaluate(SmallNetworks.untrained(28, 11), 32).samples()).isEqualTo(64);
  }

  @Test
  void anOutputThatIsNoVector() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(28, 28, 1)).then("conv", Conv2d.same(10, 3)).build();
    refused(
        entries(Model.untrained(spec, 1)),
        "the network's output is of shape [28, 28, 10], expected [classes]; put a Flatten and a"
            + " Dense at its end");
  }

  @Test
  void validationImagesOfAnotherSize() {
    ImageDataset small =
        new ImageDataset("thumbnails", new byte[5 * 196], new byte[5], Shape.of(14, 14, 1), 10);
    try (ResidentData other = ResidentData.upload(DEVICE, small)) {
      Trainer mixed = new Trainer(DEVICE, digits, other);
      refused(
          List.of(
              () -> mixed.train(SmallNetworks.untrained(28, 10), OPTIONS, TrainingListener.SILENT),
              () -> mixed.evaluate(SmallNetworks.untrained(28, 10), 32)),
          "the network takes samples of shape [28, 28, 1], those of thumbnails are [14, 14, 1]");
    }
  }

  @Test
  void moreClassesInTheValidation() {
    ImageDataset letters =
        new ImageDataset(
            "letters", new byte[5 * 784], new byte[] {0, 1, 2, 3, 25}, Shape.of(28, 28, 1), 26);
    try (ResidentData other = ResidentData.upload(DEVICE, letters)) {
      Trainer mixed = new Trainer(DEVICE, digits, other);
      refused(
          List.of(
              () -> mixed.train(SmallNetworks.untrained(28, 10), OPTIONS, TrainingListener.SILENT)),
          "the network gives 10 logits, letters has 26 classes; expected a logit for each class");
    }
  }

  @Test
  void dataOfAnotherDevice() {
    try (Device second = TestDevice.open();
        ResidentData other =
            ResidentData.upload(second, SyntheticDigits.draw("other digits", 8, 1))) {
      Model model = SmallNetworks.untrained(28, 10);
      List<ThrowingCallable> entries =
          List.of(
              () -> new Trainer(DEVICE, other, digits),
              () -> new Trainer(DEVICE, digits, other),
              () -> StepRunner.evaluation(DEVICE, other, model, 8),
              () -> StepRunner.training(DEVICE, other, model, OPTIONS));
      assertThat(entries)
          .allSatisfy(
              entry ->
                  assertThatThrownBy(entry)
                      .isInstanceOf(IllegalArgumentException.class)
                      .hasMessageStartingWith("the data other digits lies on another device"));
    }
  }

  @Test
  void closedData() {
    ResidentData closed = ResidentData.upload(DEVICE, SyntheticDigits.draw("old digits", 8, 1));
    Trainer stale = new Trainer(DEVICE, closed, digits);
    Trainer staleValidation = new Trainer(DEVICE, digits, closed);
    closed.close();
    closed.close();
    Model model = SmallNetworks.untrained(28, 10);
    List<ThrowingCallable> entries =
        List.of(
            () -> new Trainer(DEVICE, closed, digits),
            () -> stale.train(model, OPTIONS, TrainingListener.SILENT),
            () -> stale.memory(model.spec(), OPTIONS),
            () -> staleValidation.train(model, OPTIONS, TrainingListener.SILENT),
            () -> staleValidation.evaluate(model, 8),
            () -> StepRunner.evaluation(DEVICE, closed, model, 8));
    assertThat(entries)
        .allSatisfy(
            entry ->
                assertThatThrownBy(entry)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the data old digits is used after it was closed"));
  }

  @Test
  void aBatchOfNothing() {
    assertThatThrownBy(() -> trainer.evaluate(SmallNetworks.untrained(28, 10), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 0, expected 1 or more");
  }

  @Test
  void nothingAtAll() {
    Model model = SmallNetworks.untrained(28, 10);
    assertNull(() -> ResidentData.upload(DEVICE, null), "data");
    assertNull(() -> new Trainer(DEVICE, null, digits), "training");
    assertNull(() -> new Trainer(DEVICE, digits, null), "validation");
    assertNull(() -> trainer.evaluate(null, 8), "model");
    assertNull(() -> trainer.train(null, OPTIONS, TrainingListener.SILENT), "initial");
    assertNull(() -> trainer.train(model, null, TrainingListener.SILENT), "options");
    assertNull(() -> trainer.train(model, OPTIONS, null), "listener");
    assertNull(() -> trainer.memory((NetworkSpec) null, OPTIONS), "spec");
    assertNull(() -> StepRunner.training(DEVICE, digits, model, null), "options");
  }

  private static void assertNull(ThrowingCallable entry, String name) {
    assertThatThrownBy(entry).isInstanceOf(NullPointerException.class).hasMessage(name);
  }
}
