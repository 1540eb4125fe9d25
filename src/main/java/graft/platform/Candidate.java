package graft.platform;

import java.nio.file.Path;

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

  static Candidate skipped(Path path, String why) {
    return new Candidate(path, false, "skipped: " + why);
  }
}
