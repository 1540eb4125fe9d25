package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.page.HtmlTable.Column;
import graft.page.HtmlTable.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTableTest {
  private static final List<Column> COLUMNS =
      List.of(new Column("run", Kind.NAME), new Column("loss", Kind.NUMBER));

  @Test
  void rowsAreNamedAndNumbersStandBelowEachOther() {
    HtmlTable table = HtmlTable.of("Runs & losses", COLUMNS, List.of(List.of("a<b", "0.5")));
    assertThat(table.html().toString())
        .contains("<caption>Runs &amp; losses</caption>")
        .contains("<th scope=\"row\">a&lt;b</th><td class=\"number\">0.5</td>")
        .contains("tabindex=\"0\" role=\"region\" aria-label=\"Runs &amp; losses\"");
    assertThat(table.withoutCaption().html().toString())
        .doesNotContain("<caption>")
        .contains("aria-label=\"Runs &amp; losses\"");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HtmlTable.of("Runs", COLUMNS, List.of(List.of("a"))))
        .withMessageContaining("'Runs'")
        .withMessageContaining("1 cells, expected 2");
  }
}
