package graft.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  private static final float LOG2 = (float) Math.log(2);
  private static final float LOG5 = (float) Math.log(5);

  private static Predictions of(float... row) {
    return new Predictions(row, row.length);
  }

  @Test
  void probabilitiesAreTheSoftmax() {
    double[] found = of(0, LOG2, LOG5).probabilities(0);
    assertThat(found).containsExactly(new double[] {0.125, 0.25, 0.625}, within(1e-7));
    // The same for any number added; with exp() of the logits themselves these were all NaN.
    assertThat(of(1000, 1000, 1000).probabilities(0))
        .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, within(1e-15));
    assertThat(of(-1000, -999).probabilities(0)[0]).isCloseTo(1 / (1 + Math.E), within(1e-15));
    assertThat(of(3e38f, -3e38f).probabilities(0)).containsExactly(1, 0);
    // In double a small probability keeps its digits: 1 / (1 + exp(100)).
    assertThat(of(100, 0).probabilities(0)[1]).isCloseTo(3.7200759760208356e-44, within(1e-58));
  }

  @Test
  void ofEqualLogitsTheLowerClassComesFirst() {
    Predictions ties = of(1, 2, 2, -5, 2);
    assertThat(ties.best(0)).isEqualTo(1);
    assertThat(ties.top(0, 4)).extracting(ClassProbability::label).containsExactly(1, 2, 4, 0);
    assertThat(List.of(ties.rank(0, 1), ties.rank(0, 2), ties.rank(0, 4), ties.rank(0, 0)))
        .containsExactly(0, 1, 2, 3);
    assertThat(of(-0f, 0f).top(0, 2)).extracting(ClassProbability::label).containsExactly(0, 1);
    // Probabilities that round to 0 are in the order of their logits.
    assertThat(of(-2000, 0, -1000).top(0, 9))
        .containsExactly(
            new ClassProbability(1, 1), new ClassProbability(2, 0), new ClassProbability(0, 0));
  }

  @Test
  void logitsThatAreNoNumbers() {
    Predictions second = new Predictions(new float[] {1, 2, 3, Float.NaN}, 2);
    assertThat(second.best(0)).isEqualTo(1);
    assertThatThrownBy(() -> second.probabilities(1))
        .isInstanceOf(NotFiniteLogitsException.class)
        .hasMessage(
            "image 1 (counted from 0) has the logit NaN for class 1, expected a finite number; the"
                + " model's weights are damaged, or its training diverged");
    assertThatThrownBy(() -> second.best(1)).isInstanceOf(NotFiniteLogitsException.class);
    assertThatThrownBy(() -> second.top(1, 1)).isInstanceOf(NotFiniteLogitsException.class);
    Predictions infinite = of(Float.POSITIVE_INFINITY, 0);
    assertThatThrownBy(() -> infinite.probabilities(0))
        .hasMessageContaining("Infinity for class 0");
    assertThat(infinite.logits(0)[0]).isInfinite();
  }

  @Test
  void isAValue() {
    float[] logits = {1, 2, 3, 4};
    Predictions kept = new Predictions(logits, 2);
    logits[0] = 9;
    kept.logits()[1] = 9;
    kept.logits(0)[1] = 9;
    assertThat(kept).isEqualTo(new Predictions(new float[] {1, 2, 3, 4}, 2));
    assertThat(kept).isNotEqualTo(new Predictions(new float[] {1, 2, 3, 4}, 4));
    assertThat(kept.count()).isEqualTo(2);
    assertThat(kept.logits(1)).containsExactly(3, 4);
  }

  @Test
  void whatIsRefused() {
    assertThatThrownBy(() -> new Predictions(new float[5], 2))
        .hasMessage(
            "found 5 logits in 2 classes, expected a row of the classes' logits for one image or"
                + " more");
    assertThatThrownBy(() -> new Predictions(new float[0], 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(1, 2).top(0, 0))
        .hasMessage("0 classes were asked for, expected 1 or more");
    assertThatThrownBy(() -> of(1, 2).probabilities(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new PredictionTable(List.of("a"), of(1, 2), List.of("cat"), 1))
        .hasMessage(
            "found names of 1 images and 1 classes, the predictions are for 1 images in 2 classes");
  }

  @Test
  void tableAndJson() {
    Predictions two = new Predictions(new float[] {0, LOG2, LOG5, LOG5, LOG2, 0}, 3);
    PredictionTable table =
        new PredictionTable(
            List.of("a.png", "digits.idx#12"), two, List.of("ant", "bee", "cat"), 2);
    assertThat(table.text().lines())
        .containsExactly(
            "a.png          cat 62.50%, bee 25.00%", "digits.idx#12  ant 62.50%, bee 25.00%");
    JsonNode json = table.json();
    assertThat(json).hasSize(2);
    assertThat(json.at("/0/image").asText()).isEqualTo("a.png");
    assertThat(json.at("/0/classes")).hasSize(2);
    assertThat(json.at("/0/classes/0/label").asInt()).isEqualTo(2);
    assertThat(json.at("/0/classes/0/name").asText()).isEqualTo("cat");
    assertThat(json.at("/0/classes/0/probability").asDouble()).isCloseTo(0.625, within(1e-7));
  }
}
