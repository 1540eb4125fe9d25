package graft.train;

import static graft.train.TrainingListener.SILENT;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.nn.MemoryNeed;
import graft.nn.Sgd;

/**
 * A child process of {@link TrainingMemoryTest} with a small device: prints what is refused, and
 * what it left allocated.
 */
final class ShortOfMemory {
  private ShortOfMemory() {}

  @SuppressWarnings("try") // fillers only take room
  public static void main(String[] arguments) {
    Device device = SharedDevice.get();
    Model model = SmallNetworks.untrained(28, 10);
    TrainingOptions options = TrainingOptions.of(1, 32, Sgd.of(0.01f, 0.9f));
    ImageDataset digits = SyntheticDigits.draw("digits", 64, 1);
    try (ResidentData data = ResidentData.upload(device, digits)) {
      Trainer trainer = new Trainer(device, data, data);
      // Libraries keep what their first use allocates.
      trainer.train(model, options, SILENT);
      MemoryNeed need = trainer.memory(model.spec(), options);
      long missing = need.total() - data.bytes();
      refused(device, missing - 4096, () -> trainer.train(model, options, SILENT));
      refused(device, 4096, () -> ResidentData.upload(device, digits));
    }
  }

  /** Works with so many bytes free. */
  private static void refused(Device device, long free, Runnable work) {
    Memory filler = device.allocate(device.freeBytes() - free, "filler");
    long before = device.freeBytes();
    try {
      work.run();
      System.out.println("done");
    } catch (DeviceMemoryException e) {
      System.out.println(e.getMessage());
    }
    System.out.println("left " + (before - device.freeBytes()));
    filler.close();
  }
}
