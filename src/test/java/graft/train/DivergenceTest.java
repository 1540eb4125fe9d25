package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.model.Parameter;
import graft.nn.Call;
import graft.nn.Cost;
import graft.nn.Optimizer;
import graft.nn.OptimizerState;
import graft.nn.Sgd;
import graft.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** 70 samples in batches of 16 are five steps an epoch, the fifth with 6 samples. */
class DivergenceTest {
  private static final Device DEVICE = SharedDevice.get();
  private static ResidentData data;

  @BeforeAll
  static void drawDigits() {
    data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1));
  }

  @AfterAll
  static void freeData() {
    data.close();
  }

  /** SGD that writes NaN over the first weight after one of its steps; only call by call. */
  private static final class Poison implements Optimizer {
    private final Sgd sgd = Sgd.of(0.01f, 0.9f);
    private final int fatal;
    private int done;

    /** After so many steps. */
    Poison(int fatal) {
      this.fatal = fatal;
    }

    @Override
    public List<Integer> gradientPowers() {
      return sgd.gradientPowers();
    }

    @Override
    public float learningRate() {
      return sgd.learningRate();
    }

    @Override
    public List<Call> step(OptimizerState state) {
      List<Call> calls = new ArrayList<>(sgd.step(state));
      calls.add(Call.of(new Cost("poison", 0, 0), () -> poison(state)));
      return calls;
    }

    private void poison(OptimizerState state) {
      if (++done == fatal) {
        DEVICE.stream().upload(new float[] {Float.NaN}, state.values().pointer());
      }
    }
  }

  private static final class Heard implements TrainingListener {
    private final List<Double> losses = new ArrayList<>();
    private int epochs;

    @Override
    public void progress(Progress progress) {
      losses.add(progress.loss());
    }

    @Override
    public void epochEnded(EpochRecord epoch) {
      epochs++;
    }
  }

  private static void train(Model model, Optimizer optimizer, boolean graph, Heard heard) {
    new Trainer(DEVICE, data, data)
        .train(model, TrainingOptions.of(3, 16, optimizer).withGraph(graph), heard);
  }

  private static TrainingDivergedException diverged(int fatal, Heard heard) {
    try {
      train(SmallNetworks.untrained(28, 10), new Poison(fatal), false, heard);
    } catch (TrainingDivergedException e) {
      return e;
    }
    throw new AssertionError("trained on with a weight that is NaN");
  }

  @Test
  void namesTheFirstStepWhoseLossIsNotFinite() {
    Heard heard = new Heard();
    TrainingDivergedException found = diverged(5 + 2, heard);
    assertThat(found)
        .hasMessage(
            "the loss of step 3 of 5 in epoch 2 is NaN, expected a finite number; try a learning"
                + " rate smaller than 0.01");
    assertThat(found.epoch()).isEqualTo(2);
    assertThat(found.step()).hasValue(3);
    assertThat(found.loss()).isNaN();
    assertThat(heard.epochs).isEqualTo(1);
    assertThat(heard.losses).isNotEmpty().allMatch(Double::isFinite);
  }

  @Test
  void looksAtTheShortLastStepToo() {
    assertThat(diverged(4, new Heard()))
        .hasMessageStartingWith("the loss of step 5 of 5 in epoch 1");
  }

  @Test
  void aValidationLossThatIsNotFiniteEndsTheRun() {
    Heard heard = new Heard();
    TrainingDivergedException found = diverged(2 * 5, heard);
    assertThat(found)
        .hasMessage(
            "the validation loss after epoch 2 is NaN, expected a finite number; try a learning"
                + " rate smaller than 0.01");
    assertThat(found.step()).isEmpty();
    assertThat(heard.epochs).isEqualTo(1);
  }

  @Test
  void initialWeightsThatAreNotFiniteAreFoundBeforeTheFirstStep() {
    Model model = SmallNetworks.untrained(28, 10);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    model.weights().names().forEach(name -> tensors.put(name, model.weights().get(name)));
    HostTensor bias = model.weights().get("logits", Parameter.BIAS);
    tensors.put("logits/bias", HostTensor.filled(bias.shape(), Float.NaN));
    Heard heard = new Heard();
    assertThatThrownBy(
            () -> train(Model.of(model.spec(), tensors), Sgd.of(0.01f, 0.9f), true, heard))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessage(
            "the validation loss before the first step is NaN, expected a finite number; the"
                + " initial weights give it");
    assertThat(heard.losses).isEmpty();
  }

  /** As a graph, by a step that overflows float32. */
  @Test
  void aLearningRateFarTooLargeEndsTheRun() {
    Heard heard = new Heard();
    assertThatThrownBy(
            () ->
                train(SmallNetworks.untrained(28, 10), Sgd.of(Float.MAX_VALUE, 0.9f), true, heard))
        .isInstanceOfSatisfying(
            TrainingDivergedException.class,
            e -> {
              assertThat(e.epoch()).isEqualTo(1);
              assertThat(e.step().orElseThrow()).isBetween(2, 5);
              assertThat(e).hasMessageContaining("smaller than 3.4028235E38");
            });
    assertThat(heard.losses).allMatch(Double::isFinite);
  }

  @Test
  void theNetworksNameComesFirst() {
    TrainingDivergedException found = diverged(1, new Heard());
    TrainingDivergedException named = found.ofNetwork("wider net2wider");
    assertThat(named).hasMessage("wider net2wider: " + found.getMessage());
    assertThat(named.step()).isEqualTo(found.step());
    assertThat(named.epoch()).isEqualTo(1);
  }

  /** An evaluation says what it finds. */
  @Test
  void aModelThatGivesNaNCanBeEvaluated() {
    Model model = SmallNetworks.untrained(28, 10);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    model
        .weights()
        .names()
        .forEach(
            name ->
                tensors.put(name, HostTensor.filled(model.weights().get(name).shape(), Float.NaN)));
    Evaluation found =
        new Trainer(DEVICE, data, data).evaluate(Model.of(model.spec(), tensors), 16);
    assertThat(found.loss()).isNaN();
    assertThat(found.samples()).isEqualTo(70);
  }
}
