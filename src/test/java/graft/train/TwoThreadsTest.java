package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.nn.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A training keeps its device to itself: work of another thread would come between two steps. */
class TwoThreadsTest {
  private static final Device DEVICE = SharedDevice.get();

  @Test
  void anotherThreadIsRefusedWhileANetworkTrains() {
    Model model = SmallNetworks.untrained(28, 10);
    TrainingOptions options = TrainingOptions.of(1, 16, Sgd.of(0.01f, 0.9f));
    try (ResidentData data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1))) {
      Trainer trainer = new Trainer(DEVICE, data, data);
      Model alone = trainer.train(model, options, TrainingListener.SILENT).trained();
      List<Throwable> refusals = new ArrayList<>();
      Model disturbed =
          trainer
              .train(
                  model,
                  options,
                  new TrainingListener() {
                    @Override
                    public void started(Evaluation before) {
                      refusals.add(inAnotherThread(() -> trainer.evaluate(model, 16)));
                    }

                    @Override
                    public void progress(Progress progress) {
                      refusals.add(
                          inAnotherThread(
                              () -> trainer.train(model, options, TrainingListener.SILENT)));
                    }
                  })
              .trained();
      assertThat(refusals)
          .hasSizeGreaterThan(1)
          .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(IllegalStateException.class));
      assertThat(disturbed.weights()).isEqualTo(alone.weights());
      assertThat(inAnotherThread(() -> trainer.evaluate(model, 16))).hasMessage("no refusal");
    }
  }

  /** What the work throws in a thread of its own. */
  private static Throwable inAnotherThread(Runnable work) {
    return CompletableFuture.runAsync(work)
        .handle(
            (nothing, thrown) -> thrown == null ? new Throwable("no refusal") : thrown.getCause())
        .join();
  }

  @Test
  void steps() {
    try (ResidentData data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1));
        StepRunner steps =
            StepRunner.evaluation(DEVICE, data, SmallNetworks.untrained(28, 10), 16)) {
      DEVICE.exclusively(
          () ->
              assertThat(inAnotherThread(() -> steps.run(1)))
                  .isInstanceOf(IllegalStateException.class));
      steps.run(1);
    }
  }
}
