package graft.platform;

/** How the driver numbers the CUDA versions it supports: 1000 major + 10 minor. */
public final class DriverVersion {
  private DriverVersion() {}

  /** "12.4" for 12040. */
  public static String text(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }
}
