package graft.platform;

import java.nio.file.Path;

/** Loads shared libraries by path, with an error that a user can act on. */
public final class NativeLoading {
  private NativeLoading() {}

  /**
   * Loads a library for the life of this JVM.
   *
   * @param name for the message
   * @throws DeviceUnavailableException if it cannot be loaded
   */
  @SuppressWarnings("restricted") // the jar's manifest and the launcher grant native access
  public static void load(String name, Path file) {
    try {
      System.load(file.toAbsolutePath().toString());
    } catch (UnsatisfiedLinkError e) {
      throw new DeviceUnavailableException(
          name
              + " cannot be loaded from "
              + file
              + ": "
              + e.getMessage()
              + LoadProblem.hint(file, String.valueOf(e.getMessage())),
          e);
    } catch (IllegalCallerException e) {
      throw new DeviceUnavailableException(
          "Java was told to let no class load libraries (--illegal-native-access=deny); expected"
              + " --enable-native-access=ALL-UNNAMED beside it",
          e);
    }
  }

  /** What the loader said, in a line, of what {@link #load} threw. */
  static String reason(DeviceUnavailableException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown");
  }
}
