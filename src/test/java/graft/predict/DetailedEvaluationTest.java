package graft.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.tensor.Shape;
import graft.train.Evaluation;
import graft.train.ResidentData;
import graft.train.Trainer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DetailedEvaluationTest {
  private static final double LOG2 = Math.log(2);

  /** Five images; a tie in the third, and a class that neither has images nor is ever chosen. */
  private static final ImageDataset ANIMALS = animals(0, 0, 1, 1, 2);

  private static final double[][] PROBABILITIES = {
    {.5, .25, .125, .125},
    {.25, .5, .125, .125},
    {.25, .25, .25, .25},
    {.125, .5, .25, .125},
    {.5, .25, .125, .125}
  };

  private static ImageDataset animals(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return new ImageDataset(
        "animals",
        new byte[labels.length],
        bytes,
        Shape.of(1, 1, 1),
        List.of("ant", "bee", "cat", "dog"));
  }

  /** Logarithms of probabilities are logits of just these. */
  private static Predictions predictions(double[]... probabilities) {
    int classes = probabilities[0].length;
    float[] logits = new float[probabilities.length * classes];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i / classes][i % classes]);
    }
    return new Predictions(logits, classes);
  }

  private static DetailedEvaluation evaluated() {
    return DetailedEvaluation.of(predictions(PROBABILITIES), ANIMALS, 2);
  }

  @Test
  void inAll() {
    DetailedEvaluation found = evaluated();
    assertThat(found.samples()).isEqualTo(5);
    assertThat(found.loss()).isCloseTo((1 + 2 + 2 + 1 + 3) * LOG2 / 5, within(1e-7));
    assertThat(found.accuracy()).isEqualTo(0.4);
    assertThat(found.top()).contains(new TopAccuracy(2, 0.8));
    assertThat(DetailedEvaluation.of(predictions(PROBABILITIES), ANIMALS, 1).top())
        .contains(new TopAccuracy(1, 0.4));
    assertThat(DetailedEvaluation.of(predictions(PROBABILITIES), ANIMALS, 3).top())
        .contains(new TopAccuracy(3, 1));
    assertThat(DetailedEvaluation.of(predictions(PROBABILITIES), ANIMALS).top())
        .as("of four classes no top-5")
        .isEmpty();
  }

  @Test
  void byClass() {
    List<ClassScore> classes = evaluated().classes();
    assertThat(classes).extracting(ClassScore::name).containsExactly("ant", "bee", "cat", "dog");
    assertThat(classes).extracting(ClassScore::support).containsExactly(2, 2, 1, 0);
    assertThat(classes).extracting(ClassScore::predicted).containsExactly(3, 2, 0, 0);
    assertThat(classes).extracting(ClassScore::hits).containsExactly(1, 1, 0, 0);
    OptionalDouble none = OptionalDouble.empty();
    assertThat(classes)
        .extracting(ClassScore::precision)
        .containsExactly(OptionalDouble.of(1 / 3.), OptionalDouble.of(0.5), none, none);
    assertThat(classes)
        .extracting(ClassScore::recall)
        .containsExactly(
            OptionalDouble.of(0.5), OptionalDouble.of(0.5), OptionalDouble.of(0), none);
    assertThat(classes)
        .extracting(ClassScore::f1)
        .containsExactly(
            OptionalDouble.of(0.4), OptionalDouble.of(0.5), OptionalDouble.of(0), none);
    assertThat(classes.get(0).loss().orElseThrow()).isCloseTo(1.5 * LOG2, within(1e-7));
    assertThat(classes.get(2).loss().orElseThrow()).isCloseTo(3 * LOG2, within(1e-7));
    assertThat(classes.get(3).loss()).isEmpty();
  }

  @Test
  void whatWasTakenForWhat() {
    ConfusionMatrix confusion = evaluated().confusion();
    int[] expected = {1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    assertThat(confusion).isEqualTo(new ConfusionMatrix(4, expected));
    assertThat(confusion.count(2, 0)).isEqualTo(1);
    assertThat(confusion.mistakes(2))
        .containsExactly(
            new ConfusionMatrix.Mistake(0, 1, 1), new ConfusionMatrix.Mistake(1, 0, 1));
    assertThatThrownBy(() -> confusion.count(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> confusion.count(4, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesPartsThatDoNotFit() {
    DetailedEvaluation sound = evaluated();
    refuses(List.of(), sound.confusion(), "scores of 0 classes and a confusion matrix of 4;");
    refuses(
        sound.classes().subList(0, 3),
        sound.confusion(),
        "scores of 3 classes and a confusion matrix of 4; expected as many");
    refuses(
        sound.classes().subList(1, 4),
        new ConfusionMatrix(3, new int[9]),
        "the score at place 0 is of class 1; expected one for each class, in order");
    for (int classes : new int[] {0, -1, 65536}) { // 65536 times itself is 0 in 32 bits
      assertThatThrownBy(() -> new ConfusionMatrix(classes, new int[classes & 1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(classes))
          .hasMessageContaining("expected");
    }
  }

  private static void refuses(
      List<ClassScore> classes, ConfusionMatrix confusion, String sentence) {
    assertThatThrownBy(
            () -> new DetailedEvaluation("x", 1, 0, 0, Optional.empty(), classes, confusion))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void asText() {
    assertThat(evaluated().text().lines())
        .containsExactly(
            "animals: 5 images, loss 1.2477, accuracy 40.00%, top-2 80.00%",
            "",
            "class  images taken for precision    recall        f1      loss",
            "0 ant       2         3    33.33%    50.00%    40.00%    1.0397",
            "1 bee       2         2    50.00%    50.00%    50.00%    1.0397",
            "2 cat       1         0         -     0.00%     0.00%    2.0794",
            "3 dog       0         0         -         -         -         -",
            "",
            "taken for: a row a class, a column what its images were taken for",
            "       0  1  2  3",
            "0 ant  1  1  0  0",
            "1 bee  1  1  0  0",
            "2 cat  1  0  0  0",
            "3 dog  0  0  0  0");
  }

  @Test
  void ofManyClassesTheMostFrequentMistakes() {
    ImageDataset many =
        new ImageDataset("many", new byte[3], new byte[] {1, 1, 7}, Shape.of(1, 1, 1), 21);
    float[] logits = new float[3 * 21];
    logits[3] = 1;
    logits[21 + 3] = 1;
    logits[42 + 7] = 1;
    DetailedEvaluation found = DetailedEvaluation.of(new Predictions(logits, 21), many);
    assertThat(found.text().lines())
        .endsWith("most frequent mistakes", "     2 of 1 taken for 3")
        .doesNotContain("taken for: a row a class, a column what its images were taken for");
    // Behind 3 come the equal logits of 0 and 1.
    assertThat(found.top()).isEqualTo(Optional.of(new TopAccuracy(5, 1)));
  }

  @Test
  void asJson() throws IOException {
    JsonNode json = new ObjectMapper().readTree(evaluated().json().toString());
    assertThat(json.get("data").asText()).isEqualTo("animals");
    assertThat(json.get("samples").asInt()).isEqualTo(5);
    assertThat(json.get("loss").asDouble()).isEqualTo(evaluated().loss());
    assertThat(json.get("accuracy").asDouble()).isEqualTo(0.4);
    assertThat(json.at("/top/k").asInt()).isEqualTo(2);
    assertThat(json.at("/top/accuracy").asDouble()).isEqualTo(0.8);
    assertThat(json.at("/classes/1/name").asText()).isEqualTo("bee");
    assertThat(json.at("/classes/1/predicted").asInt()).isEqualTo(2);
    assertThat(json.at("/classes/2/precision").isNull()).isTrue();
    assertThat(json.at("/classes/2/recall").asDouble()).isZero();
    assertThat(json.at("/classes/3/loss").isNull()).isTrue();
    assertThat(json.get("confusion").toString())
        .isEqualTo("[[1,1,0,0],[1,1,0,0],[1,0,0,0],[0,0,0,0]]");
  }

  @Test
  void logitsBeyondTheDatasClasses() {
    ImageDataset two =
        new ImageDataset("two", new byte[1], new byte[] {1}, Shape.of(1, 1, 1), List.of("a", "b"));
    DetailedEvaluation found =
        DetailedEvaluation.of(new Predictions(new float[] {0, 0, 3}, 3), two, 2);
    assertThat(found.classes()).extracting(ClassScore::name).containsExactly("a", "b", "2");
    assertThat(found.accuracy()).isZero();
    assertThat(found.top()).contains(new TopAccuracy(2, 0));
  }

  @Test
  void whatIsRefused() {
    Predictions five = predictions(PROBABILITIES);
    assertThatThrownBy(() -> DetailedEvaluation.of(five, animals(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found predictions for 5 images, animals has 2");
    assertThatThrownBy(() -> DetailedEvaluation.of(new Predictions(new float[15], 3), ANIMALS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the network gives 3 logits, animals has 4 classes; expected a logit for each class");
    for (int k : new int[] {0, 4, 5}) {
      assertThatThrownBy(() -> DetailedEvaluation.of(five, ANIMALS, k))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("k is " + k + ", expected 1 or more and less than 4, the number of classes");
    }
    float[] logits = five.logits();
    logits[4 * 4 + 3] = Float.NaN;
    assertThatThrownBy(() -> DetailedEvaluation.of(new Predictions(logits, 4), ANIMALS))
        .isInstanceOf(NotFiniteLogitsException.class)
        .hasMessageStartingWith("image 4 (counted from 0) has the logit NaN for class 3");
  }

  /** Float32 rounds each loss of about 2 by up to 1e-7, and the device's logarithm once more. */
  @Test
  void agreesWithTheDevicesEvaluation() {
    Device device = SharedDevice.get();
    ImageDataset digits = SyntheticDigits.draw("digits", 70, 1);
    Model model =
        Model.untrained(
            NetworkSpec.chain(Shape.of(28, 28, 1))
                .then("flatten", new Flatten())
                .then("logits", new Dense(10))
                .build(),
            1);
    try (ResidentData data = ResidentData.upload(device, digits);
        Predictor predictor = Predictor.of(device, model, Preprocessing.scaled(1), 16)) {
      Evaluation expected = new Trainer(device, data, data).evaluate(model, 16);
      DetailedEvaluation found = DetailedEvaluation.of(predictor.predict(digits), digits);
      assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-6));
      assertThat(found.accuracy()).isEqualTo(expected.accuracy());
      assertThat(found.samples()).isEqualTo((int) expected.samples());
      assertThat(found.classes().stream().mapToInt(ClassScore::support).sum()).isEqualTo(70);
      assertThat(found.top().orElseThrow().accuracy()).isGreaterThanOrEqualTo(expected.accuracy());
    }
  }
}
