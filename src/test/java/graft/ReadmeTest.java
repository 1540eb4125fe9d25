package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.files.ModelFile;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.nn.AdamW;
import graft.predict.Predictor;
import graft.random.Philox;
import graft.train.ResidentData;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of README.md, run. */
class ReadmeTest {
  @TempDir Path folder;

  @Test
  void trainsGrowsKeepsAndPredicts() throws IOException {
    ImageDataset digits = SyntheticDigits.draw("digits", 1500, 1);
    ImageDataset heldOut = SyntheticDigits.draw("held out", 300, 2);
    Path file = folder.resolve("student.safetensors");

    trainGrowKeep(SharedDevice.get(), digits, heldOut, file);

    Model student = ModelFile.read(file).model();
    assertThat(student.spec().nodes().stream().map(Node::name)).contains("conv2-deeper");
    try (ResidentData validation = ResidentData.upload(SharedDevice.get(), heldOut)) {
      Trainer trainer = new Trainer(SharedDevice.get(), validation, validation);
      assertThat(trainer.evaluate(student, 50).accuracy()).isGreaterThan(0.5);
    }
    assertThat(firstClass(SharedDevice.get(), file, heldOut.images())).isBetween(0, 9);
  }

  private static void trainGrowKeep(
      Device device, ImageDataset digits, ImageDataset heldOut, Path file) throws IOException {
    NetworkSpec spec =
        NetworkSpec.chain(digits.sample())
            .then("conv1", Conv2d.same(8, 3))
            .then("pool1", new MaxPool2d(2, 2))
            .then("conv2", Conv2d.same(16, 3))
            .then("conv2-relu", new Relu())
            .then("pool2", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("logits", new Dense(digits.classes()))
            .build();
    try (ResidentData training = ResidentData.upload(device, digits);
        ResidentData validation = ResidentData.upload(device, heldOut)) {
      Trainer trainer = new Trainer(device, training, validation);
      TrainingOptions options = TrainingOptions.of(2, 32, AdamW.of(1e-3f));
      Model teacher =
          trainer.train(Model.untrained(spec, 1), options, TrainingListener.SILENT).trained();
      Model wider =
          Widen.net2wider(teacher, "conv1", 16, SymmetryBreaking.RANDOM_SHARES, new Philox(1, 0))
              .model();
      Model deeper = Deepen.net2deeper(wider, "conv2").model(); // the same function
      Model student = trainer.train(deeper, options, TrainingListener.SILENT).trained();
      ModelFile.of(student, Preprocessing.scaled(1), digits.classNames()).write(file);
    }
  }

  private static int firstClass(Device device, Path file, byte[] images) throws IOException {
    ModelFile model = ModelFile.read(file);
    try (Predictor predictor = Predictor.of(device, model.model(), model.preprocessing(), 8)) {
      return predictor.predict(images).best(0); // images: [N, H, W, C], a byte each
    }
  }
}
