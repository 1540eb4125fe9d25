package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SvgPathTest {
  private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d+)?|\\.\\d+)");

  /** Rounded distances add up to rounded places: a line does not drift. */
  @Test
  void everyPointIsWithinATenthHoweverLongTheLine() {
    Random random = new Random(7);
    List<Spot> spots = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      spots.add(new Spot(i * 0.537, random.nextGaussian() * (i % 3 == 0 ? 0.01 : 200)));
    }
    List<Spot> read = read(new SvgPath().open(spots).toString());
    assertThat(read).hasSameSizeAs(spots);
    for (int i = 0; i < spots.size(); i++) {
      assertThat(Math.abs(read.get(i).x() - spots.get(i).x())).isLessThan(0.0501);
      assertThat(Math.abs(read.get(i).y() - spots.get(i).y())).isLessThan(0.0501);
    }
  }

  @Test
  void numbersAreAsShortAsSvgAllows() {
    List<Spot> spots = List.of(new Spot(10, 0.5), new Spot(10.5, 0.2), new Spot(9, 0.2));
    assertThat(new SvgPath().closed(spots)).hasToString("M10 .5l.5-.3-1.5 0z");
  }

  /** A path of one {@code M} and relative lines, back in places. */
  static List<Spot> read(String path) {
    Matcher numbers = NUMBER.matcher(path);
    List<Spot> spots = new ArrayList<>();
    double x = 0;
    double y = 0;
    while (numbers.find()) {
      x += Double.parseDouble(numbers.group());
      assertThat(numbers.find()).isTrue();
      y += Double.parseDouble(numbers.group());
      spots.add(new Spot(x, y));
    }
    return spots;
  }
}
