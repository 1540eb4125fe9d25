package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Contrasts are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for what is not text (1.4.11). */
class PaletteTest {
  private static final double TEXT = 4.5;
  private static final double LINE = 3;

  private static final Map<String, Palette> BOTH =
      Map.of("light", Palette.light(), "dark", Palette.dark());

  @Test
  void textStandsOutFromWhatItIsOn() {
    BOTH.forEach(
        (name, palette) -> {
          for (String paper : List.of("paper", "box")) {
            for (String ink : List.of("ink", "quiet", "link", "good", "bad")) {
              assertThat(contrast(palette.colour(ink), palette.colour(paper)))
                  .as("%s on %s, %s", ink, paper, name)
                  .isGreaterThanOrEqualTo(TEXT);
            }
          }
          for (String box : List.of("good-box", "bad-box")) {
            assertThat(contrast(palette.colour("ink"), palette.colour(box)))
                .as(box + ", " + name)
                .isGreaterThanOrEqualTo(TEXT);
          }
        });
  }

  @Test
  void linesStandOutFromThePaper() {
    BOTH.forEach(
        (name, palette) -> {
          for (String paper : List.of("paper", "box")) {
            for (int slot = 0; slot < Palette.SLOTS; slot++) {
              assertThat(contrast(palette.slot(slot), palette.colour(paper)))
                  .as("slot %d on %s, %s", slot, paper, name)
                  .isGreaterThanOrEqualTo(LINE);
            }
          }
          assertThat(contrast(palette.colour("edge"), palette.colour("paper")))
              .as("edge, " + name)
              .isGreaterThanOrEqualTo(LINE);
          assertThat(contrast(palette.colour("bar"), palette.colour("paper")))
              .as("bar, " + name)
              .isGreaterThanOrEqualTo(LINE);
        });
  }

  @Test
  void figuresStandOutFromTheShadesOfAMatrix() {
    Matcher shades =
        Pattern.compile(
                "\\.matrix tbody \\.(wrong-\\d|hit) \\{ background: rgb\\(var\\(--(\\w+)\\) /"
                    + " ([.\\d]+)\\)")
            .matcher(Resource.text("page.css"));
    int found = 0;
    while (shades.find()) {
      found++;
      double strength = Double.parseDouble(shades.group(3));
      String ink = shades.group(1).equals("hit") ? "quiet" : "ink";
      for (Map.Entry<String, Palette> palette : BOTH.entrySet()) {
        int paper = palette.getValue().colour("paper");
        int shade = blend(triple(shades.group(2), palette.getKey()), paper, strength);
        assertThat(contrast(palette.getValue().colour(ink), shade))
            .as(shades.group() + ", " + palette.getKey())
            .isGreaterThanOrEqualTo(TEXT);
      }
    }
    assertThat(found).isEqualTo(1 + MatrixPicture.Shades.COUNT);
  }

  /**
   * Matrices of Machado, Oliveira and Fernandes (2009), full severity, for linear RGB; distances in
   * Oklab, where 0.02 is about what can just be told apart side by side.
   */
  @Test
  void peopleWhoSeeFewerColoursTellTheLinesApart() {
    double[][][] eyes = {
      {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
      {
        {0.152286, 1.052583, -0.204868},
        {0.114503, 0.786281, 0.099216},
        {-0.003882, -0.048116, 1.051998}
      },
      {
        {0.367322, 0.860646, -0.227968},
        {0.280085, 0.672501, 0.047413},
        {-0.011820, 0.042940, 0.968881}
      },
      {
        {1.255528, -0.076749, -0.178779},
        {-0.078411, 0.930809, 0.147602},
        {0.004733, 0.691367, 0.303900}
      }
    };
    BOTH.forEach(
        (name, palette) -> {
          for (double[][] eye : eyes) {
            for (int i = 0; i < Palette.SLOTS; i++) {
              for (int j = 0; j < i; j++) {
                assertThat(distance(seen(palette.slot(i), eye), seen(palette.slot(j), eye)))
                    .as("slots %d and %d, %s", j, i, name)
                    .isGreaterThan(0.075);
              }
            }
          }
        });
  }

  private static int triple(String name, String scheme) {
    Matcher values =
        Pattern.compile("--" + name + ": (\\d+) (\\d+) (\\d+);").matcher(Resource.text("page.css"));
    assertThat(values.find()).isTrue();
    if (scheme.equals("dark")) {
      assertThat(values.find()).isTrue();
    }
    return Integer.parseInt(values.group(1)) << 16
        | Integer.parseInt(values.group(2)) << 8
        | Integer.parseInt(values.group(3));
  }

  private static int blend(int over, int under, double strength) {
    int blend = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double mixed = strength * (over >> shift & 255) + (1 - strength) * (under >> shift & 255);
      blend |= (int) Math.round(mixed) << shift;
    }
    return blend;
  }

  private static double contrast(int one, int other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int colour) {
    double[] linear = linear(colour);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  private static double[] linear(int colour) {
    double[] linear = new double[3];
    for (int i = 0; i < 3; i++) {
      double share = (colour >> (16 - 8 * i) & 255) / 255.0;
      linear[i] = share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
    return linear;
  }

  /** In Oklab (Ottosson, 2020). */
  private static double[] seen(int colour, double[][] eye) {
    double[] rgb = product(eye, linear(colour));
    for (int i = 0; i < 3; i++) {
      rgb[i] = Math.max(0, Math.min(1, rgb[i]));
    }
    double[][] toCones = {
      {0.4122214708, 0.5363325363, 0.0514459929},
      {0.2119034982, 0.6806995451, 0.1073969566},
      {0.0883024619, 0.2817188376, 0.6299787005}
    };
    double[][] toLab = {
      {0.2104542553, 0.7936177850, -0.0040720468},
      {1.9779984951, -2.4285922050, 0.4505937099},
      {0.0259040371, 0.7827717662, -0.8086757660}
    };
    double[] cones = product(toCones, rgb);
    for (int i = 0; i < 3; i++) {
      cones[i] = Math.cbrt(cones[i]);
    }
    return product(toLab, cones);
  }

  private static double[] product(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        product[i] += matrix[i][j] * vector[j];
      }
    }
    return product;
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(
        Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
  }
}
