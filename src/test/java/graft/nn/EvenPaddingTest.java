package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every small case: the same windows, and under each tap the same pixel. */
class EvenPaddingTest {
  @Test
  void eachTapMeetsItsPixel() {
    int cases = 0;
    for (int extent = 1; extent <= 7; extent++) {
      for (int window = 1; window <= 5; window++) {
        for (int stride = 1; stride <= 4; stride++) {
          for (int before = 0; before <= 4; before++) {
            for (int after = 0; after <= 4; after++) {
              if (extent + before + after >= window) {
                check(extent, window, stride, before, after);
                cases++;
              }
            }
          }
        }
      }
    }
    assertThat(cases).isGreaterThan(3000);
  }

  private static void check(int extent, int window, int stride, int before, int after) {
    EvenPadding even = EvenPadding.of(extent, window, stride, before, after);
    assertThat(even.taps()).isLessThanOrEqualTo(Math.abs(after - before));
    int taps = window + even.taps();
    assertThat(pixels(extent, taps, stride, even.zeros(), even.zeros(), even.front(), window))
        .as("%d pixels, window %d, stride %d, %d + %d", extent, window, stride, before, after)
        .isEqualTo(pixels(extent, window, stride, before, after, 0, window));
  }

  /** Window by window, the pixel under each tap that is not zero; -1 in the border. */
  private static List<List<Integer>> pixels(
      int extent, int taps, int stride, int before, int after, int front, int window) {
    List<List<Integer>> windows = new ArrayList<>();
    for (int start = -before; start + taps <= extent + after; start += stride) {
      List<Integer> seen = new ArrayList<>();
      for (int tap = 0; tap < window; tap++) {
        int pixel = start + front + tap;
        seen.add(pixel >= 0 && pixel < extent ? pixel : -1);
      }
      windows.add(seen);
    }
    return windows;
  }

  @Test
  void addsNoTapsWhereZerosBehindAreNotReached() {
    // PyTorch's padding of 1 at stride 2, and 'same' of 3 taps at stride 2 over an even extent.
    assertThat(EvenPadding.of(32, 3, 2, 1, 1)).isEqualTo(new EvenPadding(1, 0, 0));
    assertThat(EvenPadding.of(32, 3, 2, 1, 0)).isEqualTo(new EvenPadding(1, 0, 0));
    assertThat(EvenPadding.of(32, 3, 2, 0, 1)).isEqualTo(new EvenPadding(1, 1, 0));
  }
}
