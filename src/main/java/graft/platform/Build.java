package graft.platform;

/** The version of this jar. */
final class Build {
  private Build() {}

  /** From the manifest; "unpacked" where the classes are in no jar. */
  static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "unpacked" : version;
  }
}
