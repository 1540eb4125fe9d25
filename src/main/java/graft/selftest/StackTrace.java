package graft.selftest;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Where an error came from, as Java prints it. */
final class StackTrace {
  private StackTrace() {}

  static String of(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
