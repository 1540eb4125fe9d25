package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.tensor.Shape;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageDatasetTest {
  private final ImageDataset data = SyntheticDigits.draw("digits", 20, 5);

  @Test
  void firstImagesKeepsOrder() {
    ImageDataset first = data.firstImages(7);
    assertThat(first).isEqualTo(SyntheticDigits.draw("digits", 7, 5));
    assertThat(first).isNotEqualTo(data);
    assertThat(data.firstImages(20)).isSameAs(data);
  }

  @Test
  void firstImagesRefusesWhatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> data.firstImages(21))
        .withMessage("digits: 21 images were asked for; it holds 1 to 20");
    assertThatIllegalArgumentException().isThrownBy(() -> data.firstImages(0));
  }

  @Test
  void spreadTakesImagesFromTheBeginningToTheEnd() {
    byte[] pixels = new byte[20 * 2];
    byte[] labels = new byte[20];
    for (int i = 0; i < 20; i++) {
      pixels[2 * i] = (byte) i;
      pixels[2 * i + 1] = (byte) (100 + i);
      labels[i] = (byte) (i / 5);
    }
    ImageDataset sorted = new ImageDataset("sorted", pixels, labels, Shape.of(1, 2, 1), 4);
    ImageDataset some = sorted.spread(7);
    assertThat(some.images())
        .containsExactly(0, 100, 2, 102, 5, 105, 8, 108, 11, 111, 14, 114, 17, 117);
    assertThat(some.labels()).containsExactly(0, 0, 1, 1, 2, 2, 3);
    assertThat(sorted.spread(1).images()).containsExactly(0, 100);
    assertThat(sorted.spread(20)).isSameAs(sorted);
    assertThatIllegalArgumentException().isThrownBy(() -> sorted.spread(0));
    assertThatIllegalArgumentException().isThrownBy(() -> sorted.spread(21));
  }

  @Test
  void limitTrainLeavesTheTestImages() {
    DataSplits splits =
        new DataSplits(data, data, new Provenance("digits", "drawn", Map.of(), Optional.empty()));
    assertThat(splits.limitTrain(3).train().count()).isEqualTo(3);
    assertThat(splits.limitTrain(3).test()).isSameAs(data);
  }

  @Test
  void onlyMnistIsMnist() {
    for (KnownDataset known : KnownDataset.values()) {
      Provenance provenance = new Provenance("x", "drawn", Map.of(), Optional.of(known));
      assertThat(provenance.isMnist()).isEqualTo(known == KnownDataset.MNIST);
    }
  }

  @Test
  void aByteTellsAsManyClasses() {
    byte[] last = {(byte) 255};
    ImageDataset many = new ImageDataset("x", new byte[1], last, Shape.of(1, 1, 1), 256);
    assertThat(many.label(0)).isEqualTo(255);
    assertThat(many.name()).isEqualTo("x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageDataset("x", new byte[1], last, Shape.of(1, 1, 1), 257))
        .withMessage(
            "x: found samples of [1, 1, 1] in 257 classes; expected [H, W, C] and 1 to 256 classes");
  }

  @Test
  void refusesArraysThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageDataset("x", new byte[5], new byte[1], Shape.of(2, 2, 1), 10))
        .withMessageStartingWith("x: found 5 bytes for 1 labels; expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageDataset("x", new byte[4], new byte[] {3}, Shape.of(2, 2, 1), 3))
        .withMessage("x: found label 3 at position 0; expected 0 to 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageDataset("x", new byte[0], new byte[0], Shape.of(2, 2, 1), 3));
  }
}
