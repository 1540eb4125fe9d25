package graft.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one case, by name, and their text form. {@code docs/peers.md} describes it: lines
 * of a key and its value, then for each tensor a line of its name, its shape and {@code drawn} or
 * {@code computed}, and its numbers in the lines below, a row of the last axis each.
 *
 * @param about keys and values: what was computed, with which PyTorch, from which seed
 * @param tensors by name
 */
record Figures(Map<String, String> about, Map<String, Figure> tensors) {
  /** Writes the text form. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    about.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
    tensors.forEach(
        (name, figure) -> {
          text.append("\n").append(name).append(' ').append(Arrays.toString(figure.shape()));
          text.append(figure.drawn() ? " drawn" : " computed");
          long row = figure.shape()[figure.shape().length - 1];
          for (int i = 0; i < figure.values().length; i++) {
            text.append(i % row == 0 ? '\n' : ' ').append(figure.number(i));
          }
          text.append('\n');
        });
    Files.writeString(file, text);
  }

  /** Reads the text form. */
  static Figures read(Path file) throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    Map<String, Figure> tensors = new LinkedHashMap<>();
    for (String block : Files.readString(file).split("\n\n")) {
      List<String> lines = block.lines().toList();
      if (about.isEmpty()) {
        for (String line : lines) {
          String[] parts = line.split(": ", 2);
          about.put(parts[0], parts[1]);
        }
        continue;
      }
      String head = lines.get(0);
      String extents = head.substring(head.indexOf('[') + 1, head.indexOf(']'));
      boolean drawn = head.endsWith(" drawn");
      double[] values =
          Arrays.stream(String.join(" ", lines.subList(1, lines.size())).split(" "))
              .mapToDouble(number -> drawn ? Float.parseFloat(number) : Double.parseDouble(number))
              .toArray();
      long[] shape = Arrays.stream(extents.split(", ")).mapToLong(Long::parseLong).toArray();
      tensors.put(head.substring(0, head.indexOf(' ')), new Figure(shape, values, drawn));
    }
    return new Figures(about, tensors);
  }
}
