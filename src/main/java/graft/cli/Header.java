package graft.cli;

import graft.data.DataSplits;
import graft.data.Provenance;
import graft.device.Device;
import java.io.PrintWriter;
import java.util.Locale;

/** The lines above a training: on what it runs, and on what data. */
final class Header {
  private static final int SHOWN = 16;

  private Header() {}

  static void print(PrintWriter screen, Device device, DataSplits splits) {
    Provenance source = splits.provenance();
    screen.println("device    " + device.description() + ": " + device.reason());
    screen.println(
        String.format(
            Locale.ROOT,
            "data      %s, %,d training and %,d test images, from %s",
            source.name(),
            splits.train().count(),
            splits.test().count(),
            source.source()));
    source
        .sha256()
        .forEach(
            (file, sum) -> screen.println("          " + file + " " + sum.substring(0, SHOWN)));
  }
}
