package graft.platform;

import graft.fetch.FileContents;
import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Archives that the user fetched, told apart by their sizes, whatever their names; what is in them
 * is checked when they are unpacked.
 */
final class GivenArchives {
  private static final int HEAD = 512;

  private final List<Path> given;
  private final List<LibrarySet> sets;
  private final List<LibrarySet> all;
  private final Map<LibraryArchive, Path> files = new LinkedHashMap<>();

  /**
   * Looks at them.
   *
   * @param given files, or folders that hold them
   * @param sets that they may be of, the best first
   * @param all sets that there are
   * @throws IOException if a file is none of theirs, or cannot be read
   */
  GivenArchives(List<Path> given, List<LibrarySet> sets, List<LibrarySet> all) throws IOException {
    this.given = given;
    this.sets = sets;
    this.all = all;
    for (Path path : given) {
      if (Files.isDirectory(path)) {
        for (Path file : filesIn(path)) {
          archive(file).ifPresent(archive -> files.put(archive, file));
        }
      } else if (Files.isReadable(path)) {
        LibraryArchive archive =
            archive(path).orElseThrow(() -> new IOException(path + " is " + unexpected(path)));
        files.put(archive, path);
      } else {
        throw new IOException(path + " does not exist or cannot be read");
      }
    }
  }

  /**
   * The first set that is all there.
   *
   * @throws IOException if none is; it says what is missing
   */
  LibrarySet complete() throws IOException {
    for (LibrarySet set : sets) {
      if (missing(set).isEmpty()) {
        return set;
      }
    }
    // Of the one that most is there of.
    LibrarySet nearest = sets.get(0);
    for (LibrarySet set : sets) {
      if (share(set) > share(nearest)) {
        nearest = set;
      }
    }
    throw new IOException(
        "%s %s not all of %s: missing %s"
            .formatted(
                given.stream().map(Path::toString).collect(Collectors.joining(", ")),
                given.size() > 1 ? "have" : "has",
                nearest.title(),
                missing(nearest).stream()
                    .map(archive -> archive.text() + ", see " + archive.origin())
                    .collect(Collectors.joining("; "))));
  }

  /** Where an archive of a complete set lies. */
  Path file(LibraryArchive archive) {
    return files.get(archive);
  }

  private double share(LibrarySet set) {
    return 1 - (double) missing(set).size() / set.archives().size();
  }

  private List<LibraryArchive> missing(LibrarySet set) {
    return set.archives().stream().filter(archive -> !files.containsKey(archive)).toList();
  }

  private Optional<LibraryArchive> archive(Path file) throws IOException {
    long bytes = Files.size(file);
    return archives().filter(archive -> archive.bytes() == bytes).findFirst();
  }

  private Stream<LibraryArchive> archives() {
    return sets.stream().flatMap(set -> set.archives().stream());
  }

  private String unexpected(Path file) {
    List<String> expected = new ArrayList<>();
    archives().map(LibraryArchive::text).forEach(expected::add);
    return "%s, expected %s%s"
        .formatted(found(file), expected.size() > 1 ? "one of " : "", String.join(", ", expected));
  }

  /** "a ZIP archive of 12 bytes"; of a file of another stack its name. */
  private String found(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      long bytes = Files.size(file);
      return all.stream()
          .filter(set -> set.archives().stream().anyMatch(archive -> archive.bytes() == bytes))
          .findFirst()
          .map(set -> "a file of " + set.title())
          .orElse(
              FileContents.describe(in.readNBytes(HEAD))
                  + String.format(Locale.ROOT, " of %,d bytes", bytes));
    } catch (IOException e) {
      return "a file that cannot be read (" + FileProblem.cause(e) + ")";
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
