package graft.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyntheticDigitsTest {
  @Test
  void aSeedDrawsTheSameImagesWhateverTheCount() {
    assertThat(SyntheticDigits.draw("a", 40, 3).firstImages(25))
        .isEqualTo(SyntheticDigits.draw("a", 25, 3));
  }

  @Test
  void anotherSeedDrawsOthers() {
    assertThat(SyntheticDigits.draw("a", 5, 3).images())
        .isNotEqualTo(SyntheticDigits.draw("a", 5, 4).images());
  }

  @Test
  void everyDigitIsThereAndInked() {
    ImageDataset data = SyntheticDigits.draw("a", 500, 1);
    int[] perDigit = new int[10];
    for (int i = 0; i < data.count(); i++) {
      perDigit[data.label(i)]++;
      int ink = 0;
      for (int p = 0; p < data.sample().elements(); p++) {
        ink += Byte.toUnsignedInt(data.images()[i * data.sample().elements() + p]) > 100 ? 1 : 0;
      }
      // A blank or a flooded image would teach nothing.
      assertThat(ink).as("inked pixels of image %d", i).isBetween(10, 400);
    }
    for (int count : perDigit) {
      assertThat(count).isBetween(25, 80);
    }
  }
}
