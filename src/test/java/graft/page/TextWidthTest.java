package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextWidthTest {
  @Test
  void whatIsFittedIsAsLongAsThereIsRoom() {
    String text = "block1/\uD83D\uDC31conv m,iW";
    for (double room = 0; room < TextWidth.of(text, 10); room += 3) {
      String fitted = TextWidth.fitted(text, 10, room);
      String kept = fitted.substring(0, fitted.length() - 1);
      assertThat(text).startsWith(kept);
      assertThat(TextWidth.of(fitted, 10))
          .isLessThanOrEqualTo(Math.max(room, TextWidth.of("…", 10)));
      int next = text.offsetByCodePoints(kept.length(), 1);
      int more = text.charAt(kept.length()) == ' ' ? text.offsetByCodePoints(next, 1) : next;
      assertThat(TextWidth.of(text.substring(0, more) + "…", 10)).isGreaterThan(room);
    }
    assertThat(TextWidth.fitted(text, 10, TextWidth.of(text, 10))).isEqualTo(text);
  }

  @Test
  void aNameOfAMillionLettersTakesNoLongerThanItMust() {
    String text = "x".repeat(1_000_000);
    String fitted =
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> TextWidth.fitted(text, 10, 100));
    assertThat(fitted).hasSize(15);
  }
}
