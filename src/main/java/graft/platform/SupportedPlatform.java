package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/**
 * What Graft's native parts run on: Linux for x86-64 with glibc. JCuda has no natives for others.
 */
final class SupportedPlatform {
  private static final String WANTED =
      "Graft computes on Linux for x86-64 with glibc, and this is ";

  private SupportedPlatform() {}

  /**
   * Refuses any other, before a library is found not to suit.
   *
   * @throws DeviceUnavailableException with what to do, in a line
   */
  static void require(SystemView system) {
    problem(System.getProperty("os.name"), System.getProperty("os.arch"), isMusl(system))
        .ifPresent(
            why -> {
              throw new DeviceUnavailableException(why);
            });
  }

  /**
   * What is wrong with a platform, in a line; empty if it is the one.
   *
   * @param os as the property os.name
   * @param architecture as the property os.arch
   */
  static Optional<String> problem(String os, String architecture, boolean musl) {
    String name = os.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return Optional.of(
          WANTED + "Windows: use it in WSL2 (wsl --install), where it sees an NVIDIA GPU too");
    }
    if (!name.equals("linux")) {
      return Optional.of(WANTED + os + ": use a machine or a container with Linux for x86-64");
    }
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      return Optional.of(
          WANTED
              + "Linux for "
              + architecture
              + ", which JCuda has no native libraries for: use a machine for x86-64, and a 64-bit"
              + " JVM on it");
    }
    return musl
        ? Optional.of(
            WANTED
                + "Linux with musl (Alpine): use a container or a JVM with glibc, such as those of"
                + " Debian and Ubuntu")
        : Optional.empty();
  }

  /** Whether this process was loaded by musl's loader; other systems may have its file, too. */
  static boolean isMusl(SystemView system) {
    if (SystemView.list(system.at("/lib"), "ld-musl-*").isEmpty()) {
      return false;
    }
    try {
      return Files.readString(system.at("/proc/self/maps")).contains("/ld-musl-");
    } catch (IOException e) {
      return false;
    }
  }
}
