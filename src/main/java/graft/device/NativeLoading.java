package graft.device;

import java.nio.file.Path;

/** Loads shared libraries by path, with an error that a user can act on. */
final class NativeLoading {
  private NativeLoading() {}

  @SuppressWarnings("restricted") // the jar's manifest and the launcher grant native access
  static void load(String name, Path file) {
    try {
      System.load(file.toAbsolutePath().toString());
    } catch (UnsatisfiedLinkError e) {
      throw new DeviceUnavailableException(
          name + " cannot be loaded from " + file + ": " + e.getMessage(), e);
    }
  }
}
