package graft.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/** A run's report.json. */
public final class DetailsFuzz {
  private DetailsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    RunFolderFuzz.read("report.json", input, DetailsFuzz::read);
  }

  private static void read(Path file) throws IOException {
    new DetailReader(file, JsonFile.read(file), new ArrayList<>()).read();
  }
}
