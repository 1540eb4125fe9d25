package graft.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.data.ImageDataset;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrongImageTest {
  /** Five images of three classes. */
  private static final ImageDataset DATA =
      new ImageDataset("five", new byte[5], new byte[] {0, 1, 2, 0, 1}, Shape.of(1, 1, 1), 3);

  /** Logarithms of probabilities are logits of just these. */
  private static Predictions predictions(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return new Predictions(logits, 3);
  }

  private static final Predictions SEEN =
      predictions(
          .7, .2, .1, // right
          .6, .3, .1, // 0 for 1
          .9, .09, .01, // 0 for 2
          .2, .7, .1, // 1 for 0
          .1, .8, .1); // right

  @Test
  void theLargestLossComesFirst() {
    List<WrongImage> worst = WrongImage.worst(SEEN, DATA, 24);
    assertThat(worst).extracting(WrongImage::image).containsExactly(2, 3, 1);
    WrongImage first = worst.get(0);
    assertThat(first.label()).isEqualTo(2);
    assertThat(first.predicted()).isEqualTo(0);
    assertThat(first.loss()).isCloseTo(-Math.log(.01), within(1e-6));
    assertThat(first.probability()).isCloseTo(.9, within(1e-6));
  }

  @Test
  void noMoreThanAskedForAndNoneWhereAllAreRight() {
    assertThat(WrongImage.worst(SEEN, DATA, 2)).hasSize(2);
    ImageDataset right = new ImageDataset("one", new byte[1], new byte[] {1}, Shape.of(1, 1, 1), 3);
    assertThat(WrongImage.worst(predictions(.1, .8, .1), right, 24)).isEmpty();
  }

  @Test
  void equallyBadOnesComeInTheirOrder() {
    ImageDataset two = new ImageDataset("two", new byte[2], new byte[2], Shape.of(1, 1, 1), 3);
    assertThat(WrongImage.worst(predictions(.2, .7, .1, .2, .7, .1), two, 24))
        .extracting(WrongImage::image)
        .containsExactly(0, 1);
  }

  @Test
  void logitsThatAreNotFiniteAreRefused() {
    Predictions damaged = new Predictions(new float[] {0, Float.NaN, 0}, 3);
    ImageDataset one = new ImageDataset("one", new byte[1], new byte[1], Shape.of(1, 1, 1), 3);
    assertThatThrownBy(() -> WrongImage.worst(damaged, one, 1))
        .isInstanceOf(NotFiniteLogitsException.class);
  }
}
