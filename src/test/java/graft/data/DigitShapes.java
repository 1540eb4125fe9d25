package graft.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How people write the ten digits, as pen strokes: several hands for each digit, so that a
 * classifier has more than ten templates to learn. Defined here rather than taken from fonts, since
 * a headless machine may have none.
 *
 * <p>A stroke is a list of points in a box of width and height 1, y pointing down. The notation: M
 * x y starts a stroke, L x y draws a line, Q cx cy x y a quadratic curve, O cx cy rx ry an ellipse.
 */
final class DigitShapes {
  private static final int STEPS = 12; // per curve or line: fine enough to bend smoothly at 28x28

  private static final String[][] HANDS = {
    {
      "O .5 .5 .3 .5",
      "O .5 .5 .22 .5",
      "M .58 .03 Q .15 .0 .2 .5 Q .22 1 .5 1 Q .82 1 .8 .5 Q .78 .05 .42 .02",
    },
    {
      "M .5 0 L .5 1", "M .3 .22 L .54 0 L .54 1", "M .32 .22 L .52 0 L .52 1 M .3 1 L .76 1",
    },
    {
      "M .22 .26 Q .25 0 .5 0 Q .8 0 .78 .28 Q .76 .5 .2 1 L .82 1",
      "M .2 .2 Q .45 -.15 .72 .14 Q .82 .4 .3 .86 Q .12 1.02 .24 .82 Q .45 .72 .84 1",
      "M .2 .1 Q .78 -.15 .78 .3 Q .7 .6 .2 .98 Q .5 .9 .82 .96",
    },
    {
      "M .22 .12 Q .5 -.1 .72 .12 Q .85 .42 .45 .47 Q .9 .5 .78 .82 Q .55 1.12 .2 .88",
      "M .22 0 L .76 0 L .45 .4 Q .88 .42 .78 .76 Q .6 1.1 .2 .9",
      "M .25 .05 Q .85 -.05 .72 .3 Q .62 .45 .42 .46 Q .82 .5 .8 .75 Q .7 1.05 .22 .97",
    },
    {
      "M .32 0 L .18 .58 L .84 .58 M .66 .12 L .64 1",
      "M .62 1 L .62 0 L .16 .68 L .86 .68",
      "M .25 .05 Q .18 .5 .3 .56 Q .5 .6 .74 .5 M .76 .02 L .7 1",
    },
    {
      "M .76 0 L .3 0 L .26 .45 Q .55 .3 .75 .52 Q .88 .8 .6 .97 Q .4 1.05 .2 .9",
      "M .3 .04 Q .26 .2 .26 .44 Q .8 .36 .76 .72 Q .66 1.08 .18 .96 M .3 .04 L .82 .02",
      "M .78 .02 Q .4 -.04 .32 .2 Q .28 .42 .52 .5 Q .84 .6 .72 .85 Q .5 1.1 .2 .94",
    },
    {
      "M .68 0 Q .2 .25 .22 .7 Q .25 1 .5 1 Q .8 1 .78 .72 Q .75 .45 .5 .45 Q .28 .47 .22 .7",
      "M .4 0 Q .2 .4 .22 .76 Q .3 1.02 .52 1 Q .78 .96 .72 .72 Q .6 .52 .24 .78",
      "M .76 .08 Q .5 -.06 .32 .24 Q .18 .6 .26 .84 Q .5 1.14 .74 .84 Q .8 .56 .52 .52 Q .3 .54 .24 .72",
    },
    {
      "M .2 0 L .8 0 L .4 1",
      "M .2 .02 L .8 0 L .42 1 M .34 .5 L .74 .48",
      "M .2 .12 L .22 .02 L .8 .04 Q .52 .45 .46 1",
    },
    {
      "O .5 .25 .22 .25 O .5 .74 .28 .26",
      "M .7 .12 Q .5 -.08 .32 .15 Q .25 .38 .5 .48 Q .82 .62 .72 .86 Q .5 1.12 .28 .86 Q .2 .62 .5 .48"
          + " Q .78 .35 .7 .12",
      "M .76 .08 Q .3 -.1 .3 .2 Q .34 .4 .56 .54 Q .84 .78 .6 .96 Q .3 1.06 .3 .78 Q .4 .56 .78 .08",
    },
    {
      "M .78 .3 Q .75 0 .5 0 Q .22 0 .22 .28 Q .25 .55 .5 .55 Q .75 .52 .78 .3 L .72 1",
      "M .74 .2 Q .6 -.08 .34 .08 Q .14 .36 .4 .5 Q .66 .5 .76 .1 Q .84 .75 .34 1",
      "M .72 .14 Q .4 -.1 .26 .2 Q .24 .5 .5 .46 Q .7 .4 .74 .06 L .6 1",
    },
  };

  private DigitShapes() {}

  /**
   * The strokes of a digit in one of its hands, each control point moved a little.
   *
   * @return strokes of points {x, y}
   */
  static List<List<double[]>> draw(int digit, SplittableRandom random) {
    String[] hands = HANDS[digit];
    String[] words = hands[random.nextInt(hands.length)].split(" ");
    List<List<double[]>> strokes = new ArrayList<>();
    List<double[]> stroke = new ArrayList<>();
    int at = 0;
    while (at < words.length) {
      String command = words[at++];
      if (command.equals("O")) {
        double[] centre = point(words, at, random);
        double rx = Double.parseDouble(words[at + 2]) + wobble(random);
        double ry = Double.parseDouble(words[at + 3]) + wobble(random);
        at += 4;
        strokes.add(ellipse(centre, rx, ry));
        continue;
      }
      double[] first = point(words, at, random);
      at += 2;
      switch (command) {
        case "M" -> {
          stroke = new ArrayList<>(List.of(first));
          strokes.add(stroke);
        }
        case "L" -> curve(stroke, middle(stroke.get(stroke.size() - 1), first), first);
        case "Q" -> {
          curve(stroke, first, point(words, at, random));
          at += 2;
        }
        default -> throw new IllegalArgumentException("unknown command " + command);
      }
    }
    return strokes;
  }

  private static double[] point(String[] words, int at, SplittableRandom random) {
    return new double[] {
      Double.parseDouble(words[at]) + wobble(random),
      Double.parseDouble(words[at + 1]) + wobble(random)
    };
  }

  private static double wobble(SplittableRandom random) {
    return 0.05 * (random.nextDouble() - 0.5);
  }

  private static double[] middle(double[] a, double[] b) {
    return new double[] {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
  }

  private static void curve(List<double[]> stroke, double[] control, double[] end) {
    double[] start = stroke.get(stroke.size() - 1);
    for (int i = 1; i <= STEPS; i++) {
      double t = (double) i / STEPS;
      double a = (1 - t) * (1 - t);
      double b = 2 * t * (1 - t);
      double c = t * t;
      stroke.add(
          new double[] {
            a * start[0] + b * control[0] + c * end[0], a * start[1] + b * control[1] + c * end[1]
          });
    }
  }

  private static List<double[]> ellipse(double[] centre, double rx, double ry) {
    List<double[]> points = new ArrayList<>();
    int steps = 3 * STEPS;
    for (int i = 0; i <= steps; i++) {
      double angle = 2 * Math.PI * i / steps;
      points.add(
          new double[] {
            centre[0] + rx * StrictMath.cos(angle), centre[1] + ry * StrictMath.sin(angle)
          });
    }
    return points;
  }
}
