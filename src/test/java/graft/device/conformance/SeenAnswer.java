package graft.device.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A line of calls, and what NVIDIA's libraries of two stacks were seen to answer.
 *
 * @param eight what cuDNN 8.6 and cuBLAS 11.11 answered
 * @param nine what cuDNN 9.5 and cuBLAS 12.6 answered
 */
record SeenAnswer(String line, String eight, String nine) {
  private static final String FILE = "seen-answers.txt";
  private static final String BOTH = "  both: ";
  private static final String EIGHT = "  8: ";
  private static final String NINE = "  9: ";

  static List<SeenAnswer> all() throws IOException {
    List<String> lines = lines();
    List<SeenAnswer> all = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += 2) {
      String line = lines.get(i);
      String next = lines.get(i + 1);
      if (next.startsWith(BOTH)) {
        String answer = next.substring(BOTH.length());
        all.add(new SeenAnswer(line, answer, answer));
      } else {
        all.add(new SeenAnswer(line, after(EIGHT, next), after(NINE, lines.get(i + 2))));
        i++;
      }
    }
    return all;
  }

  private static String after(String label, String line) {
    if (!line.startsWith(label)) {
      throw new IllegalStateException(FILE + ": expected '" + label + "', found " + line);
    }
    return line.substring(label.length());
  }

  private static List<String> lines() throws IOException {
    try (var file = Objects.requireNonNull(SeenAnswer.class.getResourceAsStream(FILE), FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
