package graft.platform;

import java.nio.file.Path;
import java.util.List;

/**
 * A file that was looked at.
 *
 * @param path where it lies
 * @param taken whether it is loaded, if its stack is
 * @param verdict why it was taken or not, such as "skipped: it is a 32-bit library"
 */
public record Candidate(Path path, boolean taken, String verdict) {
  static Candidate taken(Path path, String purpose) {
    return new Candidate(path, true, "suits " + purpose);
  }

  /** Of a name that none was taken of: "libx.so.1 was not found". */
  static String none(String name, List<Candidate> all) {
    return all.stream()
        .filter(candidate -> candidate.path().endsWith(name))
        .findFirst()
        .map(first -> "no " + name + " suits (" + first.path() + " " + first.verdict() + ")")
        .orElse(name + " was not found");
  }

  static Candidate skipped(Path path, String why) {
    return new Candidate(path, false, "skipped: " + why);
  }
}
