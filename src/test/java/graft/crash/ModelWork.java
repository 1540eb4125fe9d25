package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.TestModels;
import graft.files.ModelFile;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Models: grown, given a new head, exported in three forms and imported again. */
final class ModelWork implements Work {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(12, 12, 1))
          .then("conv1", Conv2d.same(4, 3))
          .then("conv1-relu", new Relu())
          .then("pool", new MaxPool2d(2, 2))
          .then("flatten", new Flatten())
          .then("fc1", new Dense(16))
          .then("fc1-relu", new Relu())
          .then("logits", new Dense(10))
          .build();

  private static final List<String> LINES =
      List.of(
          "widen FOLDER/base.safetensors fc1=24 -o FOLDER/wide.safetensors --force",
          "deepen FOLDER/base.safetensors fc1 -o FOLDER/deep.safetensors --force",
          "new-head FOLDER/base.safetensors --classes 3 -o FOLDER/head.safetensors --force",
          "export FOLDER/base.safetensors -o FOLDER/base.onnx --force",
          "export FOLDER/base.safetensors --to keras -o FOLDER/base.h5 --force",
          "export FOLDER/base.safetensors --to pytorch -o FOLDER/torch.safetensors --force",
          "import FOLDER/base.onnx -o FOLDER/back.safetensors --force");

  /** Graft's own; the time at which they were made stands in them. */
  private static final List<String> MODELS = List.of("wide", "deep", "head", "back");

  private static final List<String> EXPORTS =
      List.of("base.onnx", "base.h5", "torch.safetensors", "torch.py");

  @Override
  public String name() {
    return "models";
  }

  @Override
  public void prepare(Path folder) throws IOException {
    TestModels.file(SPEC, 1).write(folder.resolve("base.safetensors"));
    assertThat(write(folder, 0, 0, false)).isZero();
    Path expected = Files.createDirectories(folder.resolve("expected"));
    for (String model : MODELS) {
      String file = model + ".safetensors";
      Files.copy(folder.resolve(file), expected.resolve(file));
    }
    for (String file : EXPORTS) {
      Files.copy(folder.resolve(file), expected.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) throws IOException {
    for (String line : LINES) {
      int code = Commands.graft(folder, line);
      if (code != 0) {
        return code;
      }
    }
    return 0;
  }

  @Override
  public void judge(Path folder, Done done) throws IOException {
    Path expected = folder.resolve("expected");
    for (String model : MODELS) {
      String file = model + ".safetensors";
      assertThat(ModelFile.read(folder.resolve(file)).model())
          .as(file)
          .isEqualTo(ModelFile.read(expected.resolve(file)).model());
    }
    for (String file : EXPORTS) {
      assertThat(folder.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
    }
  }
}
