package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.SyntheticDigits;
import graft.device.ApiCounters;
import graft.device.ChildJvm;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.nn.MemoryNeed;
import graft.nn.Sgd;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv1", Conv2d.same(8, 3))
          .then("pool1", new MaxPool2d(2, 2))
          .then("conv2", Conv2d.same(8, 3))
          .then("flatten", new Flatten())
          .then("fc", new Dense(10))
          .build();

  /** The device rounds each allocation up to 512 bytes. */
  private static final long ROUNDING = 20 * 512;

  private static TrainingOptions options(int batch) {
    return TrainingOptions.of(1, batch, Sgd.of(0.01f, 0.9f));
  }

  @SoftwareOnly("nobody else takes memory of it")
  @Test
  void isWhatATrainingTakes() {
    for (int batch : List.of(1, 32, 70)) {
      try (ResidentData training =
              ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1));
          ResidentData validation =
              ResidentData.upload(DEVICE, SyntheticDigits.draw("held-out digits", 45, 2))) {
        Trainer trainer = new Trainer(DEVICE, training, validation);
        MemoryNeed need = trainer.memory(SPEC, options(batch));
        long expected = need.total() - training.bytes() - validation.bytes();
        assertThat(taken(trainer, batch))
            .as("bytes at batch %d", batch)
            .isBetween(expected, expected + ROUNDING);
      }
    }
  }

  /** Libraries keep what their first use allocates, so the second time counts. */
  private static long taken(Trainer trainer, int batch) {
    AtomicLong taken = new AtomicLong();
    for (int i = 0; i < 2; i++) {
      long free = DEVICE.freeBytes();
      trainer.train(
          Model.untrained(SPEC, 1),
          options(batch),
          new TrainingListener() {
            @Override
            public void started(Evaluation before) {
              taken.set(free - DEVICE.freeBytes());
            }
          });
    }
    return taken.get();
  }

  @SoftwareOnly("it counts calls")
  @Test
  void isKnownWithoutAllocating() {
    try (ResidentData data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1))) {
      Trainer trainer = new Trainer(DEVICE, data, data);
      ApiCounters counters = DEVICE.counters().orElseThrow();
      trainer.memory(SPEC, options(32));
      counters.reset();
      MemoryNeed need = trainer.memory(SPEC, options(32));
      assertThat(counters.calls().keySet()).noneMatch(call -> call.startsWith("cuMemAlloc"));
      assertThat(need.parameters()).isGreaterThanOrEqualTo(4 * SPEC.parameterCount());
      assertThat(need.gradients()).isPositive();
      assertThat(need.optimizer()).isPositive();
      // Images and labels as bytes, the order as int32; the rows of a batch and the tallies.
      assertThat(need.data()).isGreaterThan(70 * (784 + 1 + 4) + 3 * 32 * 4);
    }
  }

  /** What lies on the device already counts once, also where both sets are one. */
  @Test
  void countsOneDataSetOnce() {
    try (ResidentData one = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1));
        ResidentData same = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1))) {
      long alone = new Trainer(DEVICE, one, one).memory(SPEC, options(32)).total();
      long twice = new Trainer(DEVICE, one, same).memory(SPEC, options(32)).total();
      assertThat(twice - alone).isEqualTo(one.bytes());
    }
  }

  @SoftwareOnly("its memory can be made small")
  @Test
  void whatDoesNotFitIsRefusedBeforeItIsAllocated() throws IOException {
    Process process =
        ChildJvm.startAlike(Map.of("GRAFT_SOFTWARE_MEMORY", "16M"), ShortOfMemory.class);
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .matches(
            "training needs [0-9.]+ KiB more \\(parameters [0-9.]+ KiB, gradients [0-9.]+ KiB,"
                + " optimizer [0-9.]+ KiB, activations [0-9.]+ KiB, labels and tallies [0-9]+"
                + " bytes\\), [0-9.]+ KiB are free on software device \\(.*\\); a smaller batch"
                + " needs less");
    assertThat(lines.get(1)).isEqualTo("left 0");
    assertThat(lines.get(2))
        .matches(
            "the images of digits need [0-9.]+ KiB, 4096 bytes are free on software device \\(.*\\)");
    assertThat(lines.get(3)).isEqualTo("left 0");
  }
}
