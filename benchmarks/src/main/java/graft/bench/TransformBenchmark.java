package graft.bench;

import graft.experiment.Networks;
import graft.experiment.RunKind;
import graft.nn.Model;
import graft.random.Philox;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Growing a student from the teacher, which happens on the host. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TransformBenchmark {
  @Param({"WIDER_RANDOM_PAD", "WIDER_NET2WIDER", "DEEPER_RANDOM_INIT", "DEEPER_NET2DEEPER"})
  private RunKind student;

  private final Model teacher = BenchNetwork.TEACHER.model();

  @Benchmark
  public Model grow() {
    return Networks.student(student, teacher, new Philox(1, 0));
  }
}
