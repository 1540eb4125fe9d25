package graft.cli;

import graft.train.Cancellation;
import java.io.IOException;

/** Hears of signals, and does not do what they ask for. */
final class SignalledTwice {
  static final String READY = "ready";
  static final String FIRST = "first";

  private SignalledTwice() {}

  @SuppressWarnings("try") // it only listens
  public static void main(String[] arguments) throws IOException {
    Cancellation cancellation = new Cancellation();
    try (Interruption interruption =
        Interruption.asks(
            cancellation, () -> System.out.println(FIRST + " " + cancellation.isRequested()))) {
      System.out.println(READY);
      while (System.in.read() >= 0) {
        // Until nobody listens any more.
      }
    }
  }
}
