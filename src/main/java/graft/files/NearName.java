package graft.files;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name somebody meant. */
final class NearName {
  private NearName() {}

  /**
   * How a sentence about a name that is none goes on.
   *
   * @param possible the names that there are, one or more
   */
  static String expected(String found, List<String> possible) {
    String names =
        possible.size() == 1
            ? "'" + possible.get(0) + "'"
            : "one of '" + String.join("', '", possible) + "'";
    return "; expected " + names + hint(found, possible);
  }

  /** The end of a sentence: a guess, if there is one. */
  static String hint(String found, Collection<String> possible) {
    return of(found, possible).map(near -> " (did you mean '" + near + "'?)").orElse("");
  }

  /** The name that differs least, if it differs little or was only begun. */
  static Optional<String> of(String found, Collection<String> possible) {
    String meant = plain(found);
    String nearest = "";
    int least = Math.max(1, meant.length() / 3) + 1;
    for (String name : possible) {
      boolean begun = meant.length() > 2 && plain(name).startsWith(meant);
      int distance = begun ? 1 : distance(meant, plain(name));
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /** {@code weightDecay}, {@code weight_decay} and {@code weight-decay} are one. */
  private static String plain(String name) {
    String cut = name.length() > 64 ? name.substring(0, 64) : name;
    return cut.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /**
   * How many letters to insert, delete, change, or swap with their neighbour, to turn one into the
   * other (Damerau and Levenshtein, each place changed once at most).
   */
  private static int distance(String a, String b) {
    int[][] of = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          of[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        of[i][j] = Math.min(of[i - 1][j - 1] + change, 1 + Math.min(of[i - 1][j], of[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          of[i][j] = Math.min(of[i][j], of[i - 2][j - 2] + 1);
        }
      }
    }
    return of[a.length()][b.length()];
  }
}
