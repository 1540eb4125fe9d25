package graft.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a folder, in an order that is the same on every machine. */
final class FolderListing {
  /** The order of Unicode code points, which is that of the names' bytes in UTF-8. */
  static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  /** By macOS, Windows, Linux and Synology. */
  private static final Set<String> LEFT_BEHIND =
      Set.of(
          "__MACOSX",
          "Thumbs.db",
          "desktop.ini",
          "$RECYCLE.BIN",
          "System Volume Information",
          "lost+found",
          "@eaDir",
          "#recycle");

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
    return name.startsWith(".") || LEFT_BEHIND.contains(name);
  }

  /** For messages, as "nothing", or "a, b, c, d, e and 12 more". */
  static String describe(Path folder) {
    List<String> names = names(folder);
    return names.isEmpty() ? "nothing" : shortened(names);
  }

  /** For messages, as "a, b, c, d, e and 12 more". */
  static String shortened(List<String> names) {
    String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
  }

  /**
   * Why what stands under a file's name cannot be read as one: " (a link to X, which is not
   * there)"; empty where nothing stands there, or a file.
   */
  static String hindrance(Path file) {
    if (Files.isRegularFile(file) || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    if (Files.isDirectory(file)) {
      return " (a folder)";
    }
    try {
      return Files.isSymbolicLink(file) && !Files.exists(file)
          ? " (a link to " + Files.readSymbolicLink(file) + ", which is not there)"
          : " (a pipe, a device or a socket)";
    } catch (IOException e) {
      return " (a link that cannot be read)";
    }
  }
}
