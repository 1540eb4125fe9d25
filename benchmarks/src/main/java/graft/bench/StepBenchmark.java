package graft.bench;

import graft.device.Device;
import graft.train.ResidentData;
import graft.train.StepRunner;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A training step, call by call and as one graph. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBenchmark {
  private static final int STEPS = 10;

  @Param({"TEACHER", "WIDER", "DEEPER"})
  private BenchNetwork network;

  @Param({"graph", "eager"})
  private String launch;

  @Param({"1", "32", "1024"})
  private int batch;

  private Device device;
  private ResidentData data;
  private StepRunner steps;

  @Setup(Level.Trial)
  public void open() throws IOException {
    device = JmhDevice.open();
    data = TimedNetwork.of(network).data(device);
    steps = BenchNetwork.training(device, data, network.model(), batch, launch.equals("graph"));
  }

  /** Steps in a row, then a wait: what a step adds to training. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void step() {
    steps.run(STEPS);
  }

  @TearDown(Level.Trial)
  public void close() {
    steps.close();
    data.close();
    device.close();
  }
}
