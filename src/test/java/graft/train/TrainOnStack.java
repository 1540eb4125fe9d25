package graft.train;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.TestDevice;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.nn.AdamW;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A child process of {@link LaterStackTest}: trains a small network on the tests' device; says how
 * it is computed, and the bits of all that was trained.
 */
final class TrainOnStack {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv1", Conv2d.same(8, 3))
          .then("pool", new MaxPool2d(2, 2))
          .then("conv2", Conv2d.same(12, 3))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("conv3", Conv2d.same(6, 3))
          .then("flatten", new Flatten())
          .then("logits", new Dense(10))
          .build();

  private TrainOnStack() {}

  public static void main(String[] arguments) {
    ImageDataset digits = SyntheticDigits.draw("digits", 70, 1);
    Preprocessing normalised = new Preprocessing(List.of(0.25), List.of(0.5));
    try (Device device = TestDevice.open();
        ResidentData data = ResidentData.upload(device, digits, normalised)) {
      System.out.println("libraries " + device.libraries().keySet());
      System.out.println("versions " + device.versions());
      Trainer.Result result =
          new Trainer(device, data, data)
              .train(
                  Model.untrained(SPEC, 1),
                  TrainingOptions.of(2, 16, AdamW.of(3e-3f)).withSeed(3),
                  new TrainingListener() {
                    @Override
                    public void planned(int batch, List<String> stages) {
                      stages.forEach(stage -> System.out.println("planned " + stage));
                    }
                  });
      Map<String, HostTensor> trained = new TreeMap<>(result.trained().weights().tensors());
      trained.forEach(
          (name, tensor) ->
              System.out.println("trained " + name + " " + Arrays.toString(tensor.toArray())));
    }
  }
}
