package graft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.config.PreprocessingChoice;
import graft.config.TrainingSetup;
import graft.data.DataSplits;
import graft.files.ModelFile;
import graft.model.Model;
import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.nn.AdamW;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.train.Checkpoint;
import graft.train.EpochRecord;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training of two epochs in a checkpoint grows, is written again, and goes on from that. */
class GrowthCheckpointTest {
  private static final Optimizer SGD = Sgd.of(0.05f, 0.9f);
  private static final DataSplits DATA = SmallResNet.data(48);
  private static final int STEPS = 6;

  @TempDir private static Path folder;

  private static TrainingState stood;
  private static Path checkpoint;

  private static TrainingOptions options(int epochs, Optimizer optimizer) {
    return TrainingOptions.of(epochs, 16, optimizer);
  }

  private static TrainingSetup setup(TrainingOptions options) {
    return new TrainingSetup(options, new PreprocessingChoice.Given(SmallResNet.PREPROCESSING));
  }

  @BeforeAll
  static void trainTwoEpochs() throws IOException {
    Model drawn = Model.untrained(SmallResNet.spec(), 1);
    stood = OnDevice.train(TrainingState.beginning(drawn), options(2, SGD), DATA).get(1);
    checkpoint = folder.resolve("stood.safetensors");
    Checkpoint.write(stood, checkpoint);
  }

  private static Teacher read(Path file) throws IOException {
    List<String> said = new ArrayList<>();
    Teacher teacher = Teacher.read(file, said::add);
    assertThat(said).isEmpty();
    return teacher;
  }

  /** Wider and deeper; {@code b-deeper} is a node that the teacher had not. */
  private static Growth grown() throws IOException {
    Growth growth = Growth.of(read(checkpoint)).withSeed(7);
    Model model = growth.model();
    growth =
        growth.then(
            "widen",
            Map.of("a", "9"),
            Widen.net2wider(model, "a", 9, SymmetryBreaking.UNIT_SHARES, new Philox(7, 0)).grown());
    return growth.then("deepen", Map.of("node", "b"), Deepen.net2deeper(growth.model(), "b"));
  }

  private static Path written(TrainingState state, String name) throws IOException {
    Path file = folder.resolve(name);
    Checkpoint.write(state, file);
    return file;
  }

  @Test
  void theTeacherTellsPreprocessingAndClasses() throws IOException {
    Teacher teacher = read(checkpoint);
    assertThat(teacher.state()).contains(stood);
    assertThat(teacher.file().model()).isEqualTo(stood.model());
    assertThat(teacher.file().preprocessing()).isEqualTo(SmallResNet.PREPROCESSING);
    assertThat(teacher.file().classNames()).isEqualTo(DATA.train().classNames());
    assertThat(teacher.file().lineage().epochs()).isEqualTo(2);
    assertThat(teacher.parent().file()).isEqualTo("stood.safetensors");
  }

  @Test
  void theGrownTrainingIsTheSameOutOfItsFile() throws IOException {
    Growth growth = grown();
    TrainingState state = growth.training(0).orElseThrow();
    Path file = written(state, "grown.safetensors");
    assertThat(Checkpoint.read(file)).isEqualTo(state);
    assertThat(state.steps()).isEqualTo(STEPS);
    assertThat(state.history().epochs()).isEqualTo(stood.history().epochs());
    assertThat(state.births()).containsOnlyKeys("b-deeper/kernel").containsValue((long) STEPS);
    ModelFile told = read(file).file();
    assertThat(told.classNames()).isEqualTo(DATA.train().classNames());
    assertThat(told.preprocessing()).isEqualTo(SmallResNet.PREPROCESSING);
    assertThat(told.lineage().transforms())
        .extracting(it -> it.name())
        .containsExactly("train", "widen", "deepen");
    assertThat(told.lineage().seeds()).contains(7L);
    assertThat(told.lineage().parents())
        .extracting(it -> it.file())
        .containsExactly("stood.safetensors");

    assertThatThrownBy(() -> growth.training(9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the network cannot follow its teacher: the added layers learn what the teacher has no layers for");
  }

  @Test
  void epochsGoOnFromTheFile() throws IOException {
    Path file = written(grown().training(0).orElseThrow(), "going-on.safetensors");
    TrainingJob job = TrainingJob.of(read(file), setup(options(4, SGD)), DATA);
    List<TrainingState> states = OnDevice.train(job);
    assertThat(states).hasSize(2);
    TrainingState end = states.get(1);
    assertThat(end.history().epochs()).extracting(EpochRecord::epoch).containsExactly(1, 2, 3, 4);
    assertThat(end.history().epochs().subList(0, 2)).isEqualTo(stood.history().epochs());
    assertThat(end.steps()).isEqualTo(2 * STEPS);
    assertThat(end.history().last().loss())
        .isFinite()
        .isLessThan(stood.history().epochs().get(0).loss());
    assertThat(end.births()).containsOnlyKeys("b-deeper/kernel");

    TrainingState untouched = read(checkpoint).state().orElseThrow();
    assertThat(untouched).as("the teacher's checkpoint").isEqualTo(stood);
  }

  @Test
  void followingComesThroughTheFile() throws IOException {
    Growth wider =
        Growth.of(read(checkpoint))
            .then(
                "widen",
                Map.of(),
                Widen.net2wider(
                        stood.model(), "a", 9, SymmetryBreaking.UNIT_SHARES, new Philox(7, 0))
                    .grown());
    TrainingState follows = wider.training(9).orElseThrow();
    Path file = written(follows, "following.safetensors");
    assertThat(Checkpoint.read(file)).isEqualTo(follows);
    TrainingJob job = TrainingJob.of(read(file), setup(options(3, SGD)), DATA);
    assertThat(job.start().following()).isEqualTo(follows.following()).isPresent();
    TrainingState student = OnDevice.train(job).get(0);
    TrainingState teacher =
        OnDevice.train(TrainingJob.of(read(checkpoint), setup(options(3, SGD)), DATA)).get(0);
    assertThat(student.history().last().loss())
        .isCloseTo(teacher.history().last().loss(), within(1e-5));
    Path later = written(student, "later.safetensors");
    assertThatThrownBy(() -> Growth.of(read(later)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the training follows a teacher of its own until step 24, and is at step 9; let it come to that step first");
  }

  @Test
  void whatCannotGoOnIsRefused() throws IOException {
    Teacher teacher = read(written(grown().training(0).orElseThrow(), "refused.safetensors"));
    assertThatThrownBy(() -> TrainingJob.of(teacher, setup(options(2, SGD)), DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "refused.safetensors has 2 epochs behind it, which are counted in, and the training is for 2; expected more");
    assertThatThrownBy(() -> TrainingJob.of(teacher, setup(options(4, AdamW.of(1e-3f))), DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "the optimizer of refused.safetensors kept 1 numbers of each parameter, AdamW[")
        .hasMessageContaining(" keeps 2; expected the same optimizer, or its model");
  }

  /** Frozen for an epoch and trained again: then they begin to be remembered anew. */
  @Test
  void nodesCanBeFrozenOnTheWay() throws IOException {
    Set<String> frozen = Set.of("stem", "stem-norm", "a");
    TrainingState grown = grown().training(0).orElseThrow();
    Path file = written(grown, "to-freeze.safetensors");
    TrainingOptions options = options(3, SGD).withFreeze(frozen);
    TrainingJob job = TrainingJob.of(read(file), setup(options), DATA);
    TrainingState end = OnDevice.train(job).get(0);
    for (String name : grown.model().weights().names()) {
      boolean kept = frozen.contains(name.substring(0, name.indexOf('/')));
      assertThat(end.model().weights().get(name).equals(grown.model().weights().get(name)))
          .as(name)
          .isEqualTo(kept);
    }
    assertThat(end.optimizer().get(0)).containsKey("a2/kernel").doesNotContainKey("a/kernel");

    Path thawing = written(end, "to-thaw.safetensors");
    TrainingJob thawed = TrainingJob.of(read(thawing), setup(options(4, SGD)), DATA);
    assertThat(thawed.start().births()).containsEntry("a/kernel", 3L * STEPS / 2);
    TrainingState last = OnDevice.train(thawed).get(0);
    assertThat(last.model().weights().get("a/kernel"))
        .isNotEqualTo(end.model().weights().get("a/kernel"));
    assertThat(last.optimizer().get(0)).containsKey("a/kernel");
    assertThat(last.history().epochs()).hasSize(4);
  }
}
