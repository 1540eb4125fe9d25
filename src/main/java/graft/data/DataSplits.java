package graft.data;

/**
 * Training and test images with where they came from.
 *
 * @param train of the same image size and classes as test
 * @param test what every validation evaluates
 * @param provenance of both
 */
public record DataSplits(ImageDataset train, ImageDataset test, Provenance provenance) {
  /**
   * Checks that the two fit together.
   *
   * @throws IllegalArgumentException if image size or classes differ
   */
  public DataSplits {
    if (train.height() != test.height()
        || train.width() != test.width()
        || train.classes() != test.classes()) {
      throw new IllegalArgumentException(
          "found " + train + " and " + test + "; expected one image size and number of classes");
    }
  }

  /** The same with only the first training images; all test images stay. */
  public DataSplits limitTrain(int n) {
    return new DataSplits(train.firstImages(n), test, provenance);
  }
}
