package graft.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
  private static final String FACTS = "graft-driver-facts: ";
  private static final String YES = "devices ";
  private static final int SECONDS = 60;

  private DriverProbe() {}

  /**
   * What it found.
   *
   * @param usable whether there is a device
   * @param finding what the driver said
   * @param details the driver's version, then each device, in a line each; empty if not usable
   * @param cuda the version of CUDA that the driver supports, as it counts them; 0 if not told
   * @param capability of the first device, 10 major + minor of its compute capability
   */
  record Finding(
      boolean usable, String finding, List<String> details, int cuda, OptionalInt capability) {
    Finding {
      details = List.copyOf(details);
    }

    Finding(boolean usable, String finding) {
      this(usable, finding, List.of(), 0, OptionalInt.empty());
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
            JcudaNatives.option(),
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
        .map(answer -> found(answer, output))
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

  private static Finding found(String answer, String output) {
    int[] facts =
        lines(output, FACTS).stream()
            .flatMap(line -> Stream.of(line.split(" ", -1)))
            .filter(number -> number.matches("[0-9]{1,9}"))
            .mapToInt(Integer::parseInt)
            .toArray();
    return new Finding(
        answer.startsWith(YES),
        answer,
        lines(output, DETAIL),
        facts.length > 0 ? facts[0] : 0,
        facts.length > 1 ? OptionalInt.of(facts[1]) : OptionalInt.empty());
  }

  private static List<String> lines(String output, String mark) {
    return output
        .lines()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
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
    StringBuilder facts = new StringBuilder(FACTS).append(version[0]);
    for (int i = 0; i < devices; i++) {
      CUdevice device = new CUdevice();
      if (JCudaDriver.cuDeviceGet(device, i) == 0) {
        DeviceProperties properties = DeviceProperties.of(device);
        lines.add(i + ": " + properties.description());
        facts.append(' ').append(10 * properties.major() + properties.minor());
      }
    }
    System.out.println(facts);
    return lines;
  }
}
