package graft.data;

/**
 * Training and test images with where they came from.
 *
 * @param train of the same image shape and classes as test
 * @param test what every validation evaluates
 * @param provenance of both
 */
public record DataSplits(ImageDataset train, ImageDataset test, Provenance provenance) {
  /**
   * Checks that the two fit together.
   *
   * @throws IllegalArgumentException if image shape or classes differ
   */
  public DataSplits {
    if (!train.sample().equals(test.sample()) || !train.classNames().equals(test.classNames())) {
      throw new IllegalArgumentException(
          "found "
              + train
              + " and "
              + test
              + "; expected one shape of images and the same classes");
    }
  }

  /**
   * The same with only the first training images; all test images stay. Of a folder of images the
   * first ones are a draw from all classes alike: {@link DataFolder} reads them in such an order.
   */
  public DataSplits limitTrain(int n) {
    return new DataSplits(train.firstImages(n), test, provenance);
  }
}
