package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatrixTest {
  private static Matrix matrix(List<String> classes, List<List<Long>> counts) {
    return new Matrix("Confusion", "label", "predicted", classes, counts);
  }

  @Test
  void theLargestMistakeStandsOutMostAndTheDiagonalDoesNot() {
    String html =
        matrix(
                List.of("cat", "dog", "<b>"),
                List.of(List.of(900L, 99L, 1L), List.of(0L, 400L, 0L), List.of(0L, 0L, 0L)))
            .html()
            .toString();
    assertThat(html)
        .contains("<td class=\"hit\">900</td>", "<td class=\"hit\">400</td>")
        .contains("<td class=\"wrong-6\">99</td>", "<td class=\"wrong-1\">1</td>", "<td></td>")
        .contains("&lt;b&gt;", "90.0 %", "100.0 %")
        .doesNotContain("NaN");
  }

  @Test
  void manyClassesAreAMapWithTheLargestMistakesBesideIt() {
    int size = 100;
    List<List<Long>> counts = new ArrayList<>();
    for (int row = 0; row < size; row++) {
      int at = row;
      counts.add(
          IntStream.range(0, size)
              .mapToObj(c -> c == at ? 50L : (long) (c == 7 ? at : 0))
              .toList());
    }
    List<String> classes = IntStream.range(0, size).mapToObj(i -> "class " + i).toList();
    String html = matrix(classes, counts).html().toString();
    assertThat(html)
        .contains("viewBox=\"0 0 100 100\"", "M7 99h1v1h-1z", "<td>class 99</td><td>class 7</td>")
        .doesNotContain("<td>class 3</td>");
    assertThat(html.length()).isLessThan(20_000);
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> matrix(List.of("a", "b"), List.of(List.of(1L, 2L))))
        .withMessageContaining("2 by 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> matrix(List.of("a"), List.of(List.of(-1L))))
        .withMessageContaining("negative");
  }

  @Test
  void noClassesAndNoMistakesAreShownToo() {
    assertThat(matrix(List.of(), List.of()).html().toString()).contains("Confusion");
    assertThat(matrix(List.of("a"), List.of(List.of(3L))).html().toString()).contains("100.0 %");
  }
}
