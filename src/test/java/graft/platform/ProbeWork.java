package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import graft.crash.Done;
import graft.crash.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is remembered of a machine: answers of its driver, and kernels compiled on it. */
public final class ProbeWork implements Work {
  private static final int QUESTIONS = 3;
  private static final List<String> ANSWER = Collections.nCopies(50, "devices 1");
  private static final KernelSource SOURCE = new KernelSource(new TreeMap<>(Map.of("a.cu", "a")));

  @Override
  public String name() {
    return "probe";
  }

  @Override
  public void prepare(Path folder) throws IOException {
    for (int round = 0; round < QUESTIONS; round++) {
      assertThat(write(folder, 0, round, false)).isZero();
    }
  }

  private static SystemView system(Path folder) {
    return new SystemView(folder, Map.of("XDG_CACHE_HOME", "/cache"));
  }

  private static MachineState question(int round) {
    return new MachineState(
        "driver", List.of("place " + round % QUESTIONS), List.of("one state of the machine"));
  }

  /** An image that a glance tells from a torn one. */
  private static byte[] image(int round) {
    return ("image of " + round % QUESTIONS + "\n").repeat(5000).getBytes(StandardCharsets.UTF_8);
  }

  private static final class Compiler implements KernelCompiler {
    private final int round;

    Compiler(int round) {
      this.round = round;
    }

    @Override
    public String version() {
      return "11." + round % QUESTIONS;
    }

    @Override
    public byte[] compile(KernelSource source, int major, int minor) {
      return image(round);
    }
  }

  private static Path kernels(Path folder) {
    return folder.resolve("cache/graft/kernels");
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) throws IOException {
    new VerdictCache(system(folder)).keep(question(round), ANSWER);
    if (worker == 0) { // compiled anew, as after an update
      Path old = kernels(folder).resolve(image(folder, round));
      Files.deleteIfExists(old);
    }
    byte[] image = new CompiledKernels(kernels(folder), new Compiler(round)).image(SOURCE, 7, 5);
    assertThat(image).isEqualTo(image(round));
    return 0;
  }

  private static String image(Path folder, int round) throws IOException {
    for (Path file : SystemView.list(kernels(folder), "*.image")) {
      if (Files.readString(file).startsWith("image of " + round % QUESTIONS)) {
        return file.getFileName().toString();
      }
    }
    return "none";
  }

  @Override
  public void judge(Path folder, Done done) throws IOException {
    for (int round = 0; round < QUESTIONS; round++) {
      assertThat(new VerdictCache(system(folder)).find(question(round))).contains(ANSWER);
    }
    for (Path file : SystemView.list(kernels(folder), "*.image")) {
      String text = Files.readString(file);
      assertThat(text).hasSize(image(0).length);
      assertThat(text.lines().distinct()).as(file.toString()).hasSize(1);
    }
  }
}
