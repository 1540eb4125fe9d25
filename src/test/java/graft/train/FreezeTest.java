package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.SharedDevice;
import graft.model.Model;
import graft.nn.AdamW;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What training moves where nodes are frozen. */
class FreezeTest extends CutRuns {
  private static final Set<String> FEATURES = Set.of("conv", "norm");

  private static Set<String> moved(Model trained) {
    Map<String, HostTensor> after = trained.weights().tensors();
    return after.keySet().stream()
        .filter(name -> !after.get(name).equals(MODEL.weights().get(name)))
        .collect(Collectors.toSet());
  }

  /** With decay on all, momentum and clipping, which must not reach what is frozen either. */
  static Stream<Optimizer> optimizers() {
    return Stream.of(
        new Sgd(0.02f, 0.9f, true, 1e-2f, true), AdamW.of(3e-3f).withDecayOnAll().clippedTo(1));
  }

  private static Trainer.Result trained(TrainingOptions options) {
    return train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void frozenWeightsAndStatisticsStayBitForBit(Optimizer optimizer) {
    TrainingOptions options =
        TrainingOptions.of(EPOCHS, 16, optimizer).withAugmentation(new Augmentation(2, true));
    assertThat(moved(trained(options).trained())).isEqualTo(MODEL.weights().tensors().keySet());

    Model head = trained(options.withFreeze(FEATURES)).trained();
    assertThat(moved(head)).containsExactlyInAnyOrder("logits/kernel", "logits/bias");
    assertThat(head.spec()).as("is frozen for the run alone").isEqualTo(SPEC);

    assertThat(moved(trained(options.withFreeze(Set.of("norm"))).trained()))
        .containsExactlyInAnyOrder("conv/kernel", "conv/bias", "logits/kernel", "logits/bias");
    assertThat(moved(trained(options.withFreeze(Set.of("logits"))).trained()))
        .isEqualTo(
            MODEL.weights().tensors().keySet().stream()
                .filter(name -> !name.startsWith("logits/"))
                .collect(Collectors.toSet()));
  }

  /** A head learns on features that do not move. */
  @Test
  void aHeadLearnsOnFrozenFeatures() {
    Trainer.Result result =
        trained(TrainingOptions.of(EPOCHS, 16, AdamW.of(3e-3f)).withFreeze(FEATURES));
    List<EpochRecord> epochs = result.history().epochs();
    assertThat(epochs.get(EPOCHS - 1).loss()).isLessThan(epochs.get(0).loss());
  }

  /** The state of a run holds numbers of the optimizer for what is trained alone. */
  @Test
  void aRunThatIsCutGoesOnFromItsFileToTheSameBits(@TempDir Path path) throws IOException {
    TrainingOptions options = options(AdamW.of(3e-3f)).withFreeze(FEATURES);
    Model whole = trained(options).trained();
    CheckpointFolder folder = new CheckpointFolder(path);
    CutAt next = new CutAt(2);
    train(
        TrainingState.beginning(MODEL),
        options,
        next.and(new Checkpoints(folder)),
        next.cancellation);
    TrainingState cut = folder.newest(said -> {}).orElseThrow();
    assertThat(cut.optimizer())
        .hasSize(2)
        .allSatisfy(it -> assertThat(it).containsOnlyKeys("logits/kernel", "logits/bias"));
    assertThat(cut.model().spec()).isEqualTo(SPEC);
    assertThat(train(cut, options, TrainingListener.SILENT).trained()).isEqualTo(whole);
  }

  @Test
  void onlyTheSameNodesMayBeFrozenWhereItGoesOn() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    TrainingState plain = cut(options);
    assertThat(plain.run().orElseThrow().identity())
        .as("a run of an earlier Graft told nothing of frozen nodes")
        .doesNotContainKey("frozen nodes");
    assertThatThrownBy(() -> train(plain, options.withFreeze(FEATURES), TrainingListener.SILENT))
        .isInstanceOf(ResumeRefusedException.class)
        .hasMessageContaining("its frozen nodes is none, here it is conv, norm");
    TrainingState frozen = cut(options.withFreeze(FEATURES));
    assertThatThrownBy(
            () -> train(frozen, options.withFreeze(Set.of("conv")), TrainingListener.SILENT))
        .isInstanceOf(ResumeRefusedException.class)
        .hasMessageContaining("its frozen nodes is conv, norm, here it is conv");
  }

  @Test
  void itTakesLessMemory() {
    Trainer trainer = new Trainer(SharedDevice.get(), training, validation);
    TrainingOptions options = options(AdamW.of(3e-3f));
    var all = trainer.memory(SPEC, options);
    var head = trainer.memory(SPEC, options.withFreeze(FEATURES));
    assertThat(head.gradients()).isLessThan(all.gradients());
    assertThat(head.optimizer()).isLessThan(all.optimizer());
    assertThat(head.activations()).isLessThan(all.activations());
    assertThat(head.parameters()).isEqualTo(all.parameters());
  }

  @Test
  void refusesWhatCannotBeFrozen() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    assertThatThrownBy(() -> trained(options.withFreeze(Set.of("relu"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node relu (Relu) has no parameters to freeze; expected some of [conv, norm, logits]");
    assertThatThrownBy(() -> trained(options.withFreeze(Set.of("conv", "norm", "logits"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("all nodes with parameters are frozen");
  }

  /** Steps that are measured are those that are trained. */
  @Test
  void measuredStepsLeaveItToo() {
    TrainingOptions options = options(AdamW.of(3e-3f)).withFreeze(FEATURES);
    try (StepRunner runner = StepRunner.training(DEVICE, training, MODEL, options)) {
      runner.run(3);
      assertThat(moved(new Model(SPEC, runner.weights())))
          .containsExactlyInAnyOrder("logits/kernel", "logits/bias");
    }
  }
}
