package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.model.Weights;
import graft.nn.Sgd;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** 64 samples in batches of 16 are four steps an epoch. */
class CancellationTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final Model MODEL = SmallNetworks.untrained(28, 10);
  private static ResidentData data;

  private final Cancellation cancellation = new Cancellation();

  @BeforeAll
  static void drawDigits() {
    data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 64, 1));
  }

  @AfterAll
  static void freeData() {
    data.close();
  }

  private Trainer.Result train(int epochs, TrainingListener listener) {
    return new Trainer(DEVICE, data, data)
        .train(
            TrainingState.beginning(MODEL),
            TrainingOptions.of(epochs, 16, Sgd.of(0.01f, 0.9f)),
            listener,
            cancellation);
  }

  @Test
  void aRunThatNobodyCancelsSaysSo() {
    assertThat(train(1, TrainingListener.SILENT).cancelled()).isFalse();
  }

  @Test
  void askedBeforeItBeginsItEvaluatesNothing() {
    cancellation.request();
    Trainer.Result result = train(3, TrainingListener.SILENT);
    assertThat(result.cancelled()).isTrue();
    assertThat(result.trained().weights()).isEqualTo(MODEL.weights());
    assertThat(result.history()).isEqualTo(new History(Evaluation.NONE, List.of()));
  }

  @Test
  void insideAnEpochItEndsBehindTheStepUnderWay() {
    long[] samples = new long[1];
    Trainer.Result result =
        train(
            1000,
            new TrainingListener() {
              @Override
              public void progress(Progress progress) {
                if (progress.epoch() == 3 && !cancellation.isRequested()) {
                  samples[0] = progress.samples();
                  cancellation.request();
                }
              }
            });
    assertThat(result.cancelled()).isTrue();
    assertThat(samples[0]).as("the first step is read back").isEqualTo(16);
    assertThat(result.history().epochs()).hasSize(2);
    assertThat(result.history().before().samples()).isEqualTo(64);
    assertThat(result.trained().weights()).isNotEqualTo(twoEpochs());
  }

  @Test
  void betweenTwoEpochsItBeginsNoOther() {
    Trainer.Result result =
        train(
            1000,
            new TrainingListener() {
              @Override
              public void epochEnded(EpochRecord epoch) {
                if (epoch.epoch() == 2) {
                  cancellation.request();
                }
              }
            });
    assertThat(result.cancelled()).isTrue();
    assertThat(result.history().epochs()).hasSize(2);
    assertThat(result.trained().weights()).isEqualTo(twoEpochs());
  }

  /**
   * The steps are all done, and count for nothing as long as nobody knows what they were good for.
   */
  @Test
  void beforeTheValidationOfAnEpochItEndsWithoutThatEpoch() {
    Trainer.Result result =
        train(
            2,
            new TrainingListener() {
              @Override
              public void progress(Progress progress) {
                if (progress.epoch() == 2 && progress.samples() == progress.totalSamples()) {
                  cancellation.request();
                }
              }
            });
    assertThat(result.cancelled()).isTrue();
    assertThat(result.history().epochs()).hasSize(1);
    assertThat(result.trained().weights()).isEqualTo(twoEpochs());
  }

  /** Too late: there is nothing left to end. */
  @Test
  void askedAfterTheLastEpochTheRunIsWhole() {
    Trainer.Result result =
        train(
            2,
            new TrainingListener() {
              @Override
              public void epochEnded(EpochRecord epoch) {
                if (epoch.epoch() == 2) {
                  cancellation.request();
                }
              }
            });
    assertThat(result.cancelled()).isFalse();
    assertThat(result.history().epochs()).hasSize(2);
  }

  private Weights twoEpochs() {
    return new Trainer(DEVICE, data, data)
        .train(MODEL, TrainingOptions.of(2, 16, Sgd.of(0.01f, 0.9f)), TrainingListener.SILENT)
        .trained()
        .weights();
  }

  /** Uncancelled, the run would take months. */
  @Test
  void anotherThreadMayAsk() throws InterruptedException {
    CountDownLatch trains = new CountDownLatch(1);
    CompletableFuture<Trainer.Result> run =
        CompletableFuture.supplyAsync(
            () ->
                train(
                    Integer.MAX_VALUE,
                    new TrainingListener() {
                      @Override
                      public void progress(Progress progress) {
                        trains.countDown();
                      }
                    }));
    trains.await();
    cancellation.request();
    assertThat(run.join().cancelled()).isTrue();
  }
}
