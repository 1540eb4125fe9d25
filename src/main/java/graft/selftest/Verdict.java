package graft.selftest;

/** What a row of the self-test says of the device. */
enum Verdict {
  PASS("pass"),
  FAIL("FAIL"),
  /** Nothing: it is a measurement to look at, which no device must reach. */
  FIGURE("figure");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
