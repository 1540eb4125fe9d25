package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static final String HOSTILE = "</title><script>alert('1' & \"2\")</script>";
  private static final String HARMLESS =
      "&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;";

  @Test
  void textIsNeverMarkup() {
    assertThat(Html.text(HOSTILE)).hasToString(HARMLESS);
    assertThat(Html.element("p", Html.text("x")).with("title", HOSTILE))
        .hasToString("<p title=\"" + HARMLESS + "\">x</p>");
  }

  /** A parser would refuse or replace them; a file with a lone surrogate is not UTF-8. */
  @Test
  void whatHtmlCannotHoldIsReplaced() {
    assertThat(Html.text("a\u0000b\u001bc\ud800d\te\nf\ud83d\ude00"))
        .hasToString("a\ufffdb\ufffdc\ufffdd\te\nf\ud83d\ude00");
  }

  @Test
  void piecesStandOneBehindTheOther() {
    assertThat(Html.of(Html.code("a"), Html.text(" < "), Html.list(List.of(Html.text("b")))))
        .hasToString("<code>a</code> &lt; <ul><li>b</li></ul>");
  }

  @Test
  void onlyAnElementTakesAttributes() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Html.text("bare").with("class", "x"))
        .withMessageContaining("class")
        .withMessageContaining("bare");
  }

  @Test
  void linksLeadToTheWebOrToNeighbours() {
    assertThat(Html.link("models/a.safetensors", "a"))
        .hasToString("<a href=\"models/a.safetensors\">a</a>");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Html.link("javascript:alert(1)", "a"))
        .withMessageContaining("javascript:alert(1)");
  }
}
