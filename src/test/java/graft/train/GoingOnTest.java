package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Padding;
import graft.model.Relu;
import graft.model.Shares;
import graft.nn.AdamW;
import graft.nn.Following;
import graft.nn.MemoryNeed;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After two epochs a wider network takes the place of a narrow one, with an optimizer's state. */
class GoingOnTest extends CutRuns {
  private static final Model NARROW = Model.untrained(spec(4), 1);
  private static final Model WIDE = Model.untrained(spec(6), 5);
  private static final Map<String, Long> BIRTHS = Map.of("conv/kernel", 10L, "logits/bias", 7L);
  private static final Map<String, String> NOTES = Map.of("lineage", "widened \u00e0 la main");

  /**
   * In full up to step 13, over at step 16, in the second step of the last epoch. Of units alone
   * AdamW's bits need not change, as those share in its epsilon only.
   */
  private static final Following FOLLOWING =
      new Following(
          10,
          3,
          Map.of(
              "conv/kernel",
              new Shares(new double[] {0.5}, new double[] {0.5, 1, 0.75, 1, 0.5, 0.25}),
              "norm/gamma",
              new Shares(new double[0], new double[] {0.5, 1, 0.75, 1, 0.5, 0.25})));

  private static NetworkSpec spec(int channels) {
    return NetworkSpec.chain(Shape.of(28, 28, 1))
        .then("conv", new Conv2d(channels, 3, 3, 2, Padding.VALID))
        .then("norm", new BatchNorm())
        .then("relu", new Relu())
        .then("flatten", new Flatten())
        .then("logits", new Dense(10))
        .build();
  }

  static List<TrainingOptions> runs() {
    return List.of(
        options(Sgd.of(0.02f, 0.9f).withNesterov().withWeightDecay(1e-2f)),
        options(AdamW.of(3e-3f)),
        options(AdamW.of(3e-3f)).withGraph(false));
  }

  /** The narrow network after so many epochs. */
  private static TrainingState narrow(TrainingOptions options, int epochs) {
    CutAt never = new CutAt(0);
    train(TrainingState.beginning(NARROW), options, never);
    return never.states.stream()
        .filter(it -> it.history().epochs().size() == epochs && it.epoch().steps() == 0)
        .findFirst()
        .orElseThrow();
  }

  private static TrainingState grown(TrainingOptions options) {
    return narrow(options, 2)
        .goingOnWith(WIDE, blocks(options.optimizer()), BIRTHS)
        .withFollowing(FOLLOWING)
        .withNotes(NOTES);
  }

  /** Small numbers, those of squares above 0. */
  private static List<Map<String, HostTensor>> blocks(Optimizer optimizer) {
    List<Map<String, HostTensor>> blocks = new ArrayList<>();
    for (int block = 0; block < optimizer.stateBlocks(); block++) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (NodeParameter parameter : WIDE.spec().parameters()) {
        if (parameter.parameter().trained()) {
          float[] numbers = new float[parameter.shape().elements()];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 1e-3f * (1 + (i + block) % 3);
          }
          tensors.put(parameter.name(), HostTensor.of(parameter.shape(), numbers));
        }
      }
      blocks.add(tensors);
    }
    return blocks;
  }

  @ParameterizedTest(name = "run {index}")
  @MethodSource("runs")
  void epochsGoOnWithTheOtherNetwork(TrainingOptions options) {
    TrainingState from = grown(options);
    List<String> heard = new ArrayList<>();
    TrainingListener ears =
        new TrainingListener() {
          @Override
          public void resumed(TrainingState state, List<String> changes) {
            heard.add("resumed" + changes);
          }

          @Override
          public void started(Evaluation before) {
            heard.add("started");
          }

          @Override
          public void epochEnded(EpochRecord epoch) {
            heard.add("epoch " + epoch.epoch());
          }
        };
    Trainer.Result result = train(from, options, ears);
    assertThat(heard).containsExactly("resumed[]", "epoch 3", "epoch 4");
    assertThat(result.history().epochs()).hasSize(4);
    assertThat(result.history().epochs().subList(0, 2)).isEqualTo(from.history().epochs());
    assertThat(result.history().before()).isEqualTo(from.history().before());
    assertThat(result.trained().spec()).isEqualTo(WIDE.spec());
  }

  /** Births and the shares reach the device: without them the bits are others. */
  @ParameterizedTest(name = "run {index}")
  @MethodSource("runs")
  void everyMomentGoesOnToTheSameBits(TrainingOptions options, @TempDir Path folder)
      throws IOException {
    TrainingState from = grown(options);
    CutAt never = new CutAt(0);
    Trainer.Result whole = train(from, options, never);
    assertThat(never.states).hasSizeGreaterThanOrEqualTo(4);
    for (TrainingState told : never.states) {
      assertThat(told.births()).isEqualTo(BIRTHS);
      assertThat(told.following()).contains(FOLLOWING);
      assertThat(told.notes()).isEqualTo(NOTES);
      Path file = folder.resolve("state.safetensors");
      Checkpoint.write(told, file);
      assertThat(Checkpoint.read(file)).isEqualTo(told);
      Trainer.Result rest = train(Checkpoint.read(file), options, TrainingListener.SILENT);
      assertThat(rest.trained()).as("from step %d", told.steps()).isEqualTo(whole.trained());
      assertThat(timeless(rest.history())).isEqualTo(timeless(whole.history()));
    }
    TrainingState bare =
        from.goingOnWith(WIDE, blocks(options.optimizer()), BIRTHS).withNotes(NOTES);
    assertThat(last(bare, options)).isNotEqualTo(last(from, options));
    TrainingState old = from.goingOnWith(WIDE, blocks(options.optimizer()), Map.of());
    boolean counts = options.optimizer() instanceof AdamW;
    assertThat(last(old, options).equals(last(bare, options))).isEqualTo(!counts);
  }

  /** The weights after the last epoch. */
  private static Model last(TrainingState from, TrainingOptions options) {
    CutAt never = new CutAt(0);
    train(from, options, never);
    return never.states.get(never.states.size() - 1).model();
  }

  /**
   * At such a rate no epoch is better, so that the network as it came is kept, as that of epoch 2.
   */
  @Test
  void theBestBeginsWithTheOtherNetwork() {
    TrainingOptions learns = options(Sgd.of(0.02f, 0.9f)).withBestBy(Criterion.LOSS);
    TrainingState narrow = narrow(learns, 2);
    assertThat(narrow.best()).isPresent();
    TrainingState from = narrow.goingOnWith(WIDE, List.of(), Map.of());
    assertThat(from.best()).isEmpty();
    assertThat(from.history().kept()).isEqualTo(2);
    CutAt never = new CutAt(0);
    TrainingOptions wild = options(Sgd.of(2, 0.9f)).withBestBy(Criterion.LOSS);
    Trainer.Result result = train(from, wild, never);
    assertThat(result.history().epochs().subList(2, 4))
        .allMatch(it -> it.validation().loss() > from.history().last().validation().loss());
    assertThat(result.trained()).isEqualTo(WIDE);
    assertThat(result.history().kept()).isEqualTo(2);
    for (TrainingState told : never.states) {
      assertThat(told.best()).contains(WIDE.weights());
      assertThat(train(told, wild, TrainingListener.SILENT).history().kept()).isEqualTo(2);
    }
  }

  @Test
  void memoryCountsTheShares() {
    Trainer trainer = new Trainer(DEVICE, training, validation);
    TrainingOptions sgd = options(Sgd.of(0.02f, 0.9f));
    MemoryNeed plain = trainer.memory(WIDE.spec(), sgd);
    MemoryNeed adamw = trainer.memory(WIDE.spec(), options(AdamW.of(3e-3f)));
    MemoryNeed following = trainer.memory(grown(sgd), sgd);
    assertThat(following.optimizer() - plain.optimizer())
        .isEqualTo(2 * (adamw.optimizer() - plain.optimizer()))
        .isPositive();
  }

  @Test
  void whatCannotFollowIsRefused() {
    TrainingOptions clipped = options(AdamW.of(3e-3f).clippedTo(1));
    assertThatThrownBy(() -> train(grown(clipped), clipped, TrainingListener.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the network cannot follow its teacher with Clipped[");
    TrainingOptions sgd = options(Sgd.of(0.02f, 0.9f));
    TrainingState drops =
        narrow(sgd, 2)
            .goingOnWith(MODEL, List.of(), Map.of())
            .withFollowing(new Following(10, 3, Map.of()));
    assertThatThrownBy(() -> train(drops, sgd, TrainingListener.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 'drop' is Dropout of rate 0.25");
  }

  @Test
  void anEpochOfOtherBatchesIsRefused() {
    TrainingOptions options = options(Sgd.of(0.02f, 0.9f));
    TrainingState from = cut(options).goingOnWith(WIDE, List.of(), Map.of());
    assertThat(from.epoch().steps()).isEqualTo(1);
    TrainingOptions other = TrainingOptions.of(EPOCHS, 8, Sgd.of(0.02f, 0.9f));
    assertThatThrownBy(() -> train(from, other, TrainingListener.SILENT))
        .isInstanceOf(ResumeRefusedException.class)
        .hasMessage(
            "the state has 16 samples after 1 steps of its epoch, here 70 samples are 9 steps of 8;"
                + " expected the batch size and the data that the epoch began with");
    assertThat(train(from, options, TrainingListener.SILENT).history().epochs()).hasSize(EPOCHS);
  }

  @Test
  void whatContradictsItselfIsRefused() {
    TrainingState beginning = TrainingState.beginning(WIDE);
    assertThatThrownBy(() -> beginning.goingOnWith(WIDE, List.of(), Map.of("fc/bias", 0L)))
        .hasMessageStartingWith(
            "'fc/bias' came to be at step 0, expected a parameter of [conv/kernel, ");
    assertThatThrownBy(() -> beginning.goingOnWith(WIDE, List.of(), Map.of("conv/bias", 1L)))
        .hasMessageEndingWith(" and a step from 0 to 0");
    assertThatThrownBy(() -> beginning.withFollowing(FOLLOWING))
        .hasMessage(
            "the network follows its teacher from step 10, expected 0, at which it stands, or an earlier one");
  }
}
