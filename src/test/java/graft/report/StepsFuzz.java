package graft.report;

import java.io.IOException;

/** A run's steps.csv. */
public final class StepsFuzz {
  private StepsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    RunFolderFuzz.read("steps.csv", input, StepReader::read);
  }
}
