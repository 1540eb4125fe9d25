package graft.train;

import graft.random.Philox;
import graft.random.RandomSequences;
import graft.tensor.Shape;

/**
 * How training images are varied, anew in each step: zeros around them and a random crop of the old
 * size, then a mirror image of every other one. Evaluation sees the images as they are.
 *
 * <p>As torchvision's RandomCrop(H, padding) and RandomHorizontalFlip() before normalisation. The
 * device does it while it gathers a batch ({@code cuda-kernels/batch.cu}); {@link #view} and {@link
 * View#of} are its twin, which draws the same.
 *
 * @param pad zeros on each side, so that the crop moves by up to so many pixels; 0 is no crop
 * @param flip whether images are mirrored, left for right, with a probability of one half
 */
public record Augmentation(int pad, boolean flip) {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(0, false);

  private static final int MOST = 1024;

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not in [0, 1024]
   */
  public Augmentation {
    if (pad < 0 || pad > MOST) {
      throw new IllegalArgumentException("pad is " + pad + ", expected 0 to " + MOST);
    }
  }

  /** Whether images stay as they are. */
  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * What is drawn for an image.
   *
   * @param seed of the training
   * @param step how many training steps were done before
   * @param row the image's place in the batch
   */
  public View view(long seed, long step, int row) {
    int[] words = new int[4];
    Philox.block(seed, RandomSequences.AUGMENTATION, (step << 32) + row, words);
    return new View(below(words[0]) - pad, below(words[1]) - pad, flip && words[2] < 0);
  }

  /** In [0, 2 pad]. */
  private int below(int word) {
    return (int) (((word & 0xFFFFFFFFL) * (2L * pad + 1)) >>> 32);
  }

  /**
   * A varied image: the old one seen through a window that was moved, then perhaps mirrored.
   *
   * @param down by how many pixels the window was moved down, in [-pad, pad]
   * @param right and to the right
   * @param flipped whether it is mirrored
   */
  public record View(int down, int right, boolean flipped) {
    /**
     * The image that is seen.
     *
     * @param images [N, H, W, C] bytes
     * @param sample [H, W, C]
     * @param number which of the N
     * @return [H, W, C]; 0 where the window looks past the old image
     */
    public byte[] of(byte[] images, Shape sample, int number) {
      int height = sample.extent(0);
      int width = sample.extent(1);
      int channels = sample.extent(2);
      byte[] seen = new byte[sample.elements()];
      for (int h = 0; h < height; h++) {
        for (int w = 0; w < width; w++) {
          int fromRow = h + down;
          int fromColumn = (flipped ? width - 1 - w : w) + right;
          if (fromRow < 0 || fromRow >= height || fromColumn < 0 || fromColumn >= width) {
            continue;
          }
          int from = ((number * height + fromRow) * width + fromColumn) * channels;
          System.arraycopy(images, from, seen, (h * width + w) * channels, channels);
        }
      }
      return seen;
    }
  }
}
