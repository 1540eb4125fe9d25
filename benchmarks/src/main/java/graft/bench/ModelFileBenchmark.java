package graft.bench;

import graft.files.ModelFile;
import graft.model.Dense;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A model of 15 million parameters, 60 MB, to a file and back; writing includes the disk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ModelFileBenchmark {
  private static final int WIDTH = 2738; // 2 * 2738^2 are 15 million

  private final ModelFile model =
      ModelFile.of(
          Model.untrained(
              NetworkSpec.chain(Shape.of(WIDTH))
                  .then("fc1", new Dense(WIDTH))
                  .then("fc2", new Dense(WIDTH))
                  .build(),
              1));

  private Path file;

  @Setup(Level.Trial)
  public void begin() throws IOException {
    file = Files.createTempFile("graft-bench", ".safetensors");
    model.write(file);
  }

  @TearDown(Level.Trial)
  public void end() throws IOException {
    Files.delete(file);
  }

  @Benchmark
  public void save() throws IOException {
    model.write(file);
  }

  @Benchmark
  public ModelFile load() throws IOException {
    return ModelFile.read(file);
  }
}
