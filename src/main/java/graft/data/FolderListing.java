package graft.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a folder, in an order that is the same on every machine. */
final class FolderListing {
  /** The order of Unicode code points, which is that of the names' bytes in UTF-8. */
  static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  private static final int SHOWN = 5;

  private FolderListing() {}

  /** The names in a folder, without hidden ones; none where it cannot be read. */
  static List<String> names(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> !isHidden(name))
          .sorted(BY_CODE_POINT)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The folders in a folder, without hidden ones. */
  static List<Path> folders(Path folder) {
    return names(folder).stream().map(folder::resolve).filter(Files::isDirectory).toList();
  }

  /** What other systems leave behind counts as hidden too. */
  static boolean isHidden(String name) {
    return name.startsWith(".")
        || name.equals("__MACOSX")
        || name.equals("Thumbs.db")
        || name.equals("desktop.ini");
  }

  /** For messages, as "nothing", or "a, b, c, d, e and 12 more". */
  static String describe(Path folder) {
    List<String> names = names(folder);
    if (names.isEmpty()) {
      return "nothing";
    }
    String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
  }
}
