package graft.cli;

import graft.data.DataListener;
import graft.fetch.OneLine;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows the search for a data set: downloads by the tenth, and loudly what the user must not miss.
 */
final class DataProgress implements DataListener {
  private static final int STEPS = 10;

  private final PrintWriter screen;
  private String file = "";
  private long lastStep;

  DataProgress(PrintWriter screen) {
    this.screen = screen;
  }

  @Override
  public void message(String text) {
    screen.println(OneLine.of(text));
  }

  @Override
  public void notice(String text) {
    screen.println();
    screen.println("*** " + OneLine.of(text) + " ***");
    screen.println();
  }

  @Override
  public void progress(String what, long done, long total) {
    long step = total > 0 ? done * STEPS / total : done >> 20;
    if (!what.equals(file) || step != lastStep) {
      file = what;
      lastStep = step;
      String share =
          total > 0
              ? String.format(Locale.ROOT, "%3d%%", 100 * done / total)
              : String.format(Locale.ROOT, "%,d bytes", done);
      screen.println("  " + OneLine.of(what) + "  " + share);
    }
  }
}
