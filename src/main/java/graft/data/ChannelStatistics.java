package graft.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean and deviation of each channel over all pixels of all images, where a pixel is in [0, 1]. The
 * sums are of whole numbers, and exact.
 *
 * @param mean [C]
 * @param deviation [C], the root of the mean squared distance from the mean (divided by n, not by n
 *     - 1)
 */
public record ChannelStatistics(List<Double> mean, List<Double> deviation) {
  private static final double WHITE = 255.0;

  /** Keeps copies. */
  public ChannelStatistics {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /** Of a data set's images. */
  public static ChannelStatistics of(ImageDataset data) {
    int channels = data.sample().last();
    long[] sums = new long[channels];
    long[] squares = new long[channels]; // below 2^31 * 255^2: no overflow
    byte[] images = data.images();
    for (int i = 0; i < images.length; i += channels) {
      for (int c = 0; c < channels; c++) {
        long value = Byte.toUnsignedLong(images[i + c]);
        sums[c] += value;
        squares[c] += value * value;
      }
    }
    long count = images.length / channels;
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      mean.add(sums[c] / (WHITE * count));
      // n^2 times the variance, a whole number; as a difference of doubles it would lose digits.
      double scaled =
          BigInteger.valueOf(count)
              .multiply(BigInteger.valueOf(squares[c]))
              .subtract(BigInteger.valueOf(sums[c]).pow(2))
              .doubleValue();
      deviation.add(Math.sqrt(scaled) / (WHITE * count));
    }
    return new ChannelStatistics(mean, deviation);
  }
}
