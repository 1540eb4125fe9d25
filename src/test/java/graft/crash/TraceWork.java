package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import graft.device.Device;
import graft.device.Memory;
import graft.device.TestDevice;
import graft.device.Trace;
import java.io.IOException;
import java.nio.file.Path;

/** A trace of the software device. */
final class TraceWork implements Work {
  private static final int CALLS = 500;

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public void prepare(Path folder) throws IOException {
    assertThat(write(folder, 0, 0, false)).isZero();
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) throws IOException {
    try (Device device = TestDevice.open();
        Memory memory = device.allocate(4096, "traced");
        Trace trace = device.startTrace(folder.resolve("trace.json"))) {
      for (int i = 0; i < CALLS; i++) {
        device.stream().clear(memory.pointer(), 4096);
      }
      assertThat(trace.events()).isPositive();
    }
    return 0;
  }

  @Override
  public void judge(Path folder, Done done) throws IOException {
    assertThat(new ObjectMapper().readTree(folder.resolve("trace.json").toFile())).isNotEmpty();
  }
}
