package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.random.Philox;
import graft.random.RandomSequences;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(3, 3, 16))
          .then("conv", Conv2d.same(32, 3))
          .then("flatten", new Flatten())
          .then("fc", new Dense(10))
          .build();

  @Test
  void countsTheWindowInTheFans() {
    Parameter conv = parameter(0);
    Parameter dense = parameter(2);
    assertThat(Init.GLOROT.limit(conv)).isEqualTo((float) Math.sqrt(6.0 / (9 * 16 + 9 * 32)));
    assertThat(Init.GLOROT.limit(dense)).isEqualTo((float) Math.sqrt(6.0 / (9 * 32 + 10)));
    assertThat(Init.HE.limit(conv)).isEqualTo((float) Math.sqrt(6.0 / (9 * 16)));
    assertThat(Init.HE.limit(dense)).isEqualTo((float) Math.sqrt(6.0 / (9 * 32)));
    assertThat(conv.init()).isEqualTo(Init.GLOROT);
    assertThat(parameter(1).init()).isEqualTo(Init.ZERO);
  }

  @Test
  void drawsUniformlyUpToTheLimit() {
    Parameter conv = parameter(0);
    float limit = Init.GLOROT.limit(conv);
    checkUniform(Init.GLOROT.draw(conv, new Philox(1, 0)), limit, (double) limit * limit / 3);
  }

  @Test
  void heHasTheVarianceOfTwoOverTheFanIn() {
    Parameter conv = parameter(0);
    checkUniform(Init.HE.draw(conv, new Philox(1, 0)), Init.HE.limit(conv), 2.0 / (9 * 16));
  }

  private static void checkUniform(HostTensor drawn, float limit, double variance) {
    double sum = 0;
    double squares = 0;
    float[] kernel = drawn.toArray();
    for (float weight : kernel) {
      assertThat(weight).isBetween(-limit, limit);
      sum += weight;
      squares += weight * weight;
    }
    // Five standard errors of the mean and of the second moment of uniform numbers.
    double n = kernel.length;
    assertThat(sum / n).isCloseTo(0, within(5 * Math.sqrt(variance / n)));
    assertThat(squares / n).isCloseTo(variance, within(5 * variance * Math.sqrt(0.8 / n)));
  }

  @Test
  void constantsTakeNothingFromTheGenerator() {
    Philox random = new Philox(1, 0);
    assertThat(Init.ZERO.draw(parameter(1), random).toArray()).hasSize(32).containsOnly(0);
    assertThat(Init.ONE.draw(parameter(1), random).toArray()).hasSize(32).containsOnly(1);
    assertThat(random.nextInt()).isEqualTo(new Philox(1, 0).nextInt());
  }

  @Test
  void anUntrainedModelIsAFunctionOfTheSeed() {
    Model model = Model.untrained(SPEC, 1);
    assertThat(model.weights().get("conv/bias").toArray()).containsOnly(0);
    assertThat(model.weights().get("fc/bias").toArray()).containsOnly(0);
    assertThat(Model.untrained(SPEC, 1)).isEqualTo(model);
    assertThat(Model.untrained(SPEC, 2)).isNotEqualTo(model);
  }

  @Test
  void eachParameterHasASequenceOfItsOwn() {
    Model model = Model.untrained(SPEC, 42);
    List<NodeParameter> parameters = SPEC.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Philox own = new Philox(42, RandomSequences.INITIAL_WEIGHTS + i);
      Parameter parameter = parameters.get(i).parameter();
      assertThat(model.weights().get(parameters.get(i).name()))
          .isEqualTo(parameter.init().draw(parameter, own));
    }
  }

  private static Parameter parameter(int number) {
    return SPEC.parameters().get(number).parameter();
  }
}
