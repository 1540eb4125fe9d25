package graft.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which name is guessed. */
class NearNameTest {
  private static final List<String> KEYS =
      List.of("lr", "epochs", "batch", "momentum", "weight-decay", "batch-norm");

  private static void near(String found, String meant) {
    assertThat(NearName.of(found, KEYS)).as(found).contains(meant);
  }

  @Test
  void oneLetterOfThreeMayDiffer() {
    near("epoch", "epochs"); // inserted
    near("epochss", "epochs"); // deleted
    near("epecks", "epochs"); // two of six changed
    near("momnetum", "momentum"); // neighbours swapped
    near("rl", "lr"); // of a short name one
    assertThat(NearName.of("eqecks", KEYS)).as("three of six").isEmpty();
    assertThat(NearName.of("layers", KEYS)).isEmpty();
  }

  @Test
  void theNearestOfSeveralIsMeant() {
    assertThat(NearName.of("patch", List.of("match-all", "path", "hatch", "patches", "latch")))
        .contains("path");
    assertThat(NearName.of("bat", List.of("cat", "abt")))
        .as("a swap is one letter")
        .contains("cat");
    assertThat(NearName.of("bat", List.of("cat", "batch"))).as("the first of two").contains("cat");
  }

  @Test
  void threeLettersAreABeginning() {
    near("mom", "momentum");
    assertThat(NearName.of("mo", List.of("momentum"))).as("two are not").isEmpty();
  }

  @Test
  void theirOwnWaysToJoinWordsAreOne() {
    near("weightDecay", "weight-decay");
    near("WEIGHT_DECAY", "weight-decay");
    near("weight decay", "weight-decay");
  }

  @Test
  void isTheEndOfASentence() {
    assertThat(NearName.expected("epoch", List.of("epochs", "lr")))
        .isEqualTo("; expected one of 'epochs', 'lr' (did you mean 'epochs'?)");
    assertThat(NearName.expected("x", List.of("lr"))).isEqualTo("; expected 'lr'");
    assertThat(NearName.expected("x", List.of())).isEqualTo("; expected none");
  }

  /** Names from files can be as long as a file. */
  @Test
  void longNamesAreComparedByTheirBeginnings() {
    String longName = "a".repeat(64);
    assertThat(NearName.of(longName + "x".repeat(1000), List.of(longName))).contains(longName);
  }
}
