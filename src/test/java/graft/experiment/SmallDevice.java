package graft.experiment;

import graft.data.DataSplits;
import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.random.Philox;
import graft.train.DeviceMemoryException;
import graft.train.ResidentData;
import graft.train.Trainer;
import graft.train.TrainingListener;

/**
 * A child process of {@link ExperimentTest} on a device that takes the teacher, but no wider
 * student: prints what began and what was refused.
 */
final class SmallDevice {
  private SmallDevice() {}

  @SuppressWarnings("try") // the filler only takes room
  public static void main(String[] arguments) {
    Device device = SharedDevice.get();
    DataSplits splits = SmallSplits.draw(64, 32);
    ExperimentOptions options = new ExperimentOptions(1, 32, 0.01f, 0.001f, true);
    long between = bytesBetween(device, splits, options);
    Memory filler = device.allocate(device.freeBytes() - between, "filler");
    try (Experiment experiment = new Experiment(device, splits)) {
      experiment.run(
          1,
          options,
          new ExperimentListener() {
            @Override
            public TrainingListener runStarted(Run run, NetworkSpec spec) {
              System.out.println("began " + run);
              return TrainingListener.SILENT;
            }
          });
      System.out.println("done");
    } catch (DeviceMemoryException e) {
      System.out.println(e.getMessage());
    } finally {
      filler.close();
    }
  }

  /** Halfway between what the teacher takes and what the wider student takes, data included. */
  private static long bytesBetween(Device device, DataSplits splits, ExperimentOptions options) {
    try (ResidentData training = ResidentData.upload(device, splits.train());
        ResidentData validation = ResidentData.upload(device, splits.test())) {
      Trainer trainer = new Trainer(device, training, validation);
      Model teacher = Model.untrained(Networks.teacher(training.sample(), 10), 1);
      Model wider = Networks.widerNet2wider(teacher, new Philox(1, 1)).model();
      // Asked twice: libraries keep what their first use allocates.
      trainer.memory(wider.spec(), options.training(Runs.WIDER_NET2WIDER, 1));
      return (trainer.memory(teacher.spec(), options.training(Runs.TEACHER, 1)).total()
              + trainer.memory(wider.spec(), options.training(Runs.WIDER_NET2WIDER, 1)).total())
          / 2;
    }
  }
}
