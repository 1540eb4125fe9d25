package graft.selftest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** In the place of a self-test's process: ends in the way that its first argument names. */
final class SelfTestChild {
  private SelfTestChild() {}

  /** Arguments: the way and the folder; or what is asked for in the place of graft info. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments[0].equals("info")) {
      System.out.println("NVIDIA GPU     made up");
      return;
    }
    Path folder = Path.of(arguments[1]);
    Row row = new Row("arithmetic", Outcome.of(true, "4", "4"), 0.1);
    new Report(Map.of("device", "made up"), List.of(row), Optional.of("products")).write(folder);
    System.out.println("pass   arithmetic");
    System.err.println("graft: a word on standard error");
    switch (arguments[0]) {
      case "passes" -> {}
      case "fails" -> {
        Row wrong = new Row("products", Outcome.of(false, "5", "4"), 0.1);
        new Report(Map.of(), List.of(row, wrong), Optional.empty()).write(folder);
        System.exit(1);
      }
      case "crashes" -> {
        String pid = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-SEGV", pid).start();
        new CountDownLatch(1).await();
      }
      case "is-killed" -> {
        String pid = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-KILL", pid).start();
        new CountDownLatch(1).await();
      }
      case "hangs" -> new CountDownLatch(1).await();
      case "exits" -> {
        new PrintWriter(System.err, true, StandardCharsets.UTF_8)
            .println("java: symbol lookup error: libJCudnn.so");
        System.exit(127);
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}
