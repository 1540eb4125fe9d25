package graft.bench;

import graft.experiment.Run;
import graft.experiment.Runs;
import graft.model.Model;
import graft.random.Philox;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Growing a student from the teacher, which happens on the host. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TransformBenchmark {
  @Param({"wider random-pad", "wider net2wider", "deeper random-init", "deeper net2deeper"})
  private String student;

  private final Model teacher = BenchNetwork.TEACHER.model();
  private Run.Growth growth;

  @Setup(Level.Trial)
  public void find() {
    growth =
        Runs.STUDENTS.stream()
            .filter(run -> run.title().equals(student))
            .findFirst()
            .flatMap(Run::growth)
            .orElseThrow();
  }

  @Benchmark
  public Model grow() {
    return growth.grow(teacher, new Philox(1, 0)).model();
  }
}
