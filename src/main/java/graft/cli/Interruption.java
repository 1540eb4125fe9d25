package graft.cli;

import graft.train.Cancellation;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Ctrl-C, TERM and HUP, while a training runs: the first one asks it to end, a second one ends the
 * process at once. HUP comes when the terminal is gone, a window closed or a line broken, and may
 * come twice then, of the system and of the shell: it only asks. Whom {@code nohup} started never
 * hears it.
 *
 * <p>Java has no public way to hear of signals one by one: a shutdown hook hears the first alone.
 * {@code sun.misc.Signal} of the module jdk.unsupported does; it is reached by reflection, since
 * the compiler warns of it. Where it is not there, or the JVM was told to leave signals alone, they
 * do what they do without.
 */
final class Interruption implements AutoCloseable {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";
  private static final int SIGNALLED = 128; // what shells add to a signal's number

  private static final int HANG_UP = 1;

  private final Cancellation cancellation;
  private final Runnable first;
  private final Deque<Runnable> restore = new ArrayDeque<>();
  private volatile int code;

  private Interruption(Cancellation cancellation, Runnable first) {
    this.cancellation = cancellation;
    this.first = first;
  }

  /**
   * Listens until it is closed.
   *
   * @param cancellation asked by the first signal
   * @param screen told then what goes on
   */
  static Interruption asks(Cancellation cancellation, PrintWriter screen) {
    return asks(
        cancellation,
        () -> screen.println("\nfinishing the step; once more ends the process at once"));
  }

  /**
   * Listens until it is closed.
   *
   * @param cancellation asked by the first signal
   * @param first run once then, on a thread of the JVM's
   */
  static Interruption asks(Cancellation cancellation, Runnable first) {
    Interruption interruption = new Interruption(cancellation, first);
    for (String name : List.of("INT", "TERM", "HUP")) {
      try {
        interruption.listen(name);
      } catch (ReflectiveOperationException e) {
        break; // another JVM, or one that leaves signals alone
      }
    }
    return interruption;
  }

  private void listen(String name) throws ReflectiveOperationException {
    Class<?> signals = Class.forName(SIGNAL);
    Class<?> handlers = Class.forName(HANDLER);
    Object signal = signals.getConstructor(String.class).newInstance(name);
    int number = (int) signals.getMethod("getNumber").invoke(signal);
    Object handler =
        Proxy.newProxyInstance(
            Interruption.class.getClassLoader(),
            new Class<?>[] {handlers},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    heard(number);
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> "Interruption of " + name;
                });
    var handle = signals.getMethod("handle", signals, handlers);
    Object before = handle.invoke(null, signal, handler);
    restore.push(
        () -> {
          try {
            handle.invoke(null, signal, before);
          } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the handler of " + name + " cannot be put back", e);
          }
        });
  }

  private void heard(int number) {
    if (code != 0 && number == HANG_UP) {
      return;
    }
    if (code != 0) {
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
    code = SIGNALLED + number;
    cancellation.request();
    first.run();
  }

  /**
   * The exit code of a process that ended by a signal: 130 for Ctrl-C, 143 for TERM, 129 for HUP.
   */
  int exitCode() {
    return code;
  }

  /** Signals do again what they did before. */
  @Override
  public void close() {
    while (!restore.isEmpty()) {
      restore.pop().run();
    }
  }
}
