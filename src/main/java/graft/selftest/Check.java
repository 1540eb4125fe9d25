package graft.selftest;

/** One thing that must hold on a device, or a figure of it. */
interface Check {
  /** What it is about, in a few words. */
  String name();

  /**
   * Finds out.
   *
   * @throws RuntimeException where something fails that must not; the runner makes a row of it
   */
  Outcome run(CheckContext context);
}
