package graft.random;

/**
 * The counter-based generator Philox4x32-10.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * section 3. A number is a pure function of (seed, sequence, index), so host and device draw the
 * same numbers in any order and on any number of threads. The device's twin is {@code
 * cuda-kernels/philox.cuh}.
 */
public final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private final int key0;
  private final int key1;
  private final long sequence;
  private final int[] block = new int[4];
  private long position;
  private double spareNormal = Double.NaN;

  /**
   * A stream of numbers.
   *
   * @param seed the run's seed
   * @param sequence which of the 2^64 independent streams of that seed
   */
  public Philox(long seed, long sequence) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.sequence = sequence;
  }

  /**
   * The four words of one counter value.
   *
   * @param seed the key
   * @param sequence the counter's high 64 bits
   * @param index the counter's low 64 bits
   * @param out receives the four words
   */
  public static void block(long seed, long sequence, long index, int[] out) {
    generate((int) seed, (int) (seed >>> 32), sequence, index, out);
  }

  private static void generate(int key0, int key1, long sequence, long index, int[] out) {
    int c0 = (int) index;
    int c1 = (int) (index >>> 32);
    int c2 = (int) sequence;
    int c3 = (int) (sequence >>> 32);
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /**
   * A generator that stands further on in the same stream, for another thread. This one stays where
   * it is. A normal number that a pair left over is not taken along.
   *
   * @param words how many times 32 bits are left out; a double takes two
   */
  public Philox ahead(long words) {
    Philox other = new Philox((key0 & 0xFFFFFFFFL) | ((long) key1 << 32), sequence);
    other.position = position;
    other.skip(words);
    return other;
  }

  /** Leaves out so many times 32 bits, as if they had been drawn. */
  public void skip(long words) {
    position += words;
    if ((position & 3) != 0) {
      generate(key0, key1, sequence, position >>> 2, block);
    }
  }

  /** The next 32 random bits. */
  public int nextInt() {
    int lane = (int) (position & 3);
    if (lane == 0) {
      generate(key0, key1, sequence, position >>> 2, block);
    }
    position++;
    return block[lane];
  }

  /**
   * A whole number drawn uniformly from [0, bound), without bias (Lemire, arXiv 1805.10941).
   *
   * @throws IllegalArgumentException if bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound is " + bound + ", expected a positive number");
    }
    long range = bound;
    long product = (nextInt() & 0xFFFFFFFFL) * range;
    long low = product & 0xFFFFFFFFL;
    if (low < range) {
      long threshold = (1L << 32) % range;
      while (low < threshold) {
        product = (nextInt() & 0xFFFFFFFFL) * range;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /**
   * A float drawn uniformly from [0, 1): the upper 24 of the next 32 bits, so that every value is
   * exact.
   */
  public float nextFloat() {
    return (nextInt() >>> 8) * 0x1p-24f;
  }

  /** A double drawn uniformly from [0, 1) with 53 bits. */
  public double nextDouble() {
    long high = (nextInt() & 0xFFFFFFFFL) >>> 5;
    long low = (nextInt() & 0xFFFFFFFFL) >>> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
  }

  /** A standard normal number (Box and Muller 1958), in pairs from two uniform ones. */
  public double nextGaussian() {
    if (!Double.isNaN(spareNormal)) {
      double spare = spareNormal;
      spareNormal = Double.NaN;
      return spare;
    }
    // 1 - u lies in (0, 1], whose logarithm is finite.
    double radius = Math.sqrt(-2.0 * Math.log(1.0 - nextDouble()));
    double angle = 2.0 * Math.PI * nextDouble();
    spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /**
   * A uniformly drawn order of the numbers 0 to n - 1 (Fisher and Yates, as in Knuth volume 2,
   * 3.4.2).
   *
   * @throws IllegalArgumentException if n is negative
   */
  public int[] permutation(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("found " + n + " numbers to order, expected 0 or more");
    }
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
