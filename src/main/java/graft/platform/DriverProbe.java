package graft.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * Asks NVIDIA's driver whether it has a device, in a JVM of its own: this one could never turn to
 * the software device after the driver was loaded and had none (CUDA_VISIBLE_DEVICES empty, a
 * kernel module of another version, a container without access).
 */
final class DriverProbe {
  private static final String ANSWER = "graft-driver-probe: ";
  private static final String DETAIL = "graft-driver-detail: ";
  private static final String YES = "devices ";
  private static final int SECONDS = 60;

  private DriverProbe() {}

  /**
   * What it found.
   *
   * @param usable whether there is a device
   * @param finding what the driver said
   * @param details the driver's version, then each device, in a line each; empty if not usable
   */
  record Finding(boolean usable, String finding, List<String> details) {
    Finding {
      details = List.copyOf(details);
    }

    Finding(boolean usable, String finding) {
      this(usable, finding, List.of());
    }
  }

  /** In a child process. */
  static Finding ask(Path driver) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-Djava.library.path=" + System.getProperty("java.library.path", ""),
            "-cp",
            System.getProperty("java.class.path"),
            DriverProbe.class.getName(),
            driver.toString());
    try {
      Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
      child.getOutputStream().close();
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!child.waitFor(SECONDS, TimeUnit.SECONDS)) {
        child.destroyForcibly();
        return new Finding(false, "the driver gave no answer in " + SECONDS + " s");
      }
      return parse(output, child.exitValue());
    } catch (IOException e) {
      return new Finding(false, "the driver could not be asked: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Finding(false, "interrupted while asking the driver");
    }
  }

  static Finding parse(String output, int exit) {
    return output
        .lines()
        .filter(line -> line.startsWith(ANSWER))
        .map(line -> line.substring(ANSWER.length()))
        .map(answer -> new Finding(answer.startsWith(YES), answer, details(output)))
        .findFirst()
        .orElseGet(
            () ->
                new Finding(
                    false,
                    "asking the driver ended with exit code "
                        + exit
                        + ": "
                        + output.lines().findFirst().orElse("no output")));
  }

  private static List<String> details(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith(DETAIL))
        .map(line -> line.substring(DETAIL.length()))
        .toList();
  }

  /** The child process: one argument, the driver's library. */
  public static void main(String[] arguments) {
    System.out.println(ANSWER + look(Path.of(arguments[0])));
  }

  private static String look(Path driver) {
    try {
      NativeLoading.load(NvidiaLibraries.DRIVER, driver);
      JcudaNatives.loadDriverOnly(SystemView.real());
      int status = JCudaDriver.cuInit(0);
      int[] count = new int[1];
      if (status == 0) {
        status = JCudaDriver.cuDeviceGetCount(count);
      }
      if (status != 0) {
        return "cuInit: " + CUresult.stringFor(status) + " (" + status + ")";
      }
      describe(count[0]).forEach(line -> System.out.println(DETAIL + line));
      return count[0] > 0 ? YES + count[0] : "the driver reports no device";
    } catch (DeviceUnavailableException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  /** What a device does not tell is left out: this is for people. */
  private static List<String> describe(int devices) {
    List<String> lines = new ArrayList<>();
    int[] version = new int[1];
    if (devices > 0 && JCudaDriver.cuDriverGetVersion(version) == 0) {
      lines.add("CUDA " + DriverVersion.text(version[0]));
    }
    for (int i = 0; i < devices; i++) {
      CUdevice device = new CUdevice();
      if (JCudaDriver.cuDeviceGet(device, i) == 0) {
        lines.add(i + ": " + DeviceProperties.of(device).description());
      }
    }
    return lines;
  }
}
