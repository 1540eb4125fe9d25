package graft.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Trains ResNet-20 in PyTorch on a folder of colour images, as {@code examples/resnet20.yaml} does
 * in Graft: SGD with Nesterov's momentum 0.9 and L2 of 5e-4, rate 0.1 by a cosine after half an
 * epoch of warm-up, batches of 128; images normalised by channel, padded by 4, cropped and
 * mirrored. {@code make peer-training DATA=FOLDER}.
 */
public final class ColourTraining {
  private static final int BATCH = 128;
  private static final int PAD = 4;
  private static final double RATE = 0.1;
  private static final double WARM_UP_EPOCHS = 0.5;

  private final ColourNetwork network = ColourNetwork.of("resnet20");
  private final SGDOptions options = new SGDOptions(RATE);
  private final Random random = new Random(1);
  private final ColourFolder training;
  private final ColourFolder validation;
  private final Tensor mean;
  private final Tensor deviation;
  private final SGD optimizer;

  private ColourTraining(ColourFolder training, ColourFolder validation) {
    this.training = training;
    this.validation = validation;
    this.mean = training.images().mean(0, 2, 3).view(1, 3, 1, 1);
    this.deviation = training.images().sub(mean).square().mean(0, 2, 3).sqrt().view(1, 3, 1, 1);
    options.momentum().put(0.9);
    options.nesterov().put(true);
    options.weight_decay().put(5e-4);
    this.optimizer = new SGD(network.trained(), options);
  }

  /** Arguments: the folder with {@code train} and {@code test} in it, and how many epochs. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: ColourTraining FOLDER EPOCHS");
      System.exit(2);
    }
    torch.manual_seed(1);
    Path folder = Path.of(arguments[0]);
    ColourFolder training = ColourFolder.read(folder.resolve("train"));
    ColourFolder validation = ColourFolder.read(folder.resolve("test"));
    System.out.printf(
        "PyTorch %s, %d training images, %d validation images%n",
        Torch.version(), training.count(), validation.count());
    new ColourTraining(training, validation).train(Integer.parseInt(arguments[1]));
    System.exit(0); // PyTorch's threads would keep the process
  }

  private void train(int epochs) {
    long steps = (training.count() + BATCH - 1) / BATCH;
    System.out.println("| epoch | training loss | validation accuracy | images/s |");
    System.out.println("| --- | --- | --- | --- |");
    for (int epoch = 0; epoch < epochs; epoch++) {
      long start = System.nanoTime();
      double loss = epoch(epoch * steps, epochs * steps, (long) (WARM_UP_EPOCHS * steps));
      double seconds = (System.nanoTime() - start) * 1e-9;
      System.out.printf(
          Locale.ROOT,
          "| %d | %.4f | %.2f %% | %.0f |%n",
          epoch + 1,
          loss,
          100 * accuracy(),
          training.count() / seconds);
    }
  }

  /** One sweep in an order of its own; gives the mean loss. */
  private double epoch(long firstStep, long allSteps, long warmUp) {
    network.setTraining(true);
    List<Long> order = new ArrayList<>();
    for (long i = 0; i < training.count(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    double sum = 0;
    for (int first = 0; first < order.size(); first += BATCH) {
      List<Long> batch = order.subList(first, Math.min(order.size(), first + BATCH));
      setRate(firstStep + first / BATCH, allSteps, warmUp);
      try (PointerScope scope = new PointerScope()) {
        Tensor rows = torch.tensor(batch.stream().mapToLong(Long::longValue).toArray());
        Tensor x = normalised(varied(training.images().index_select(0, rows)));
        optimizer.zero_grad();
        Tensor loss = Draft.meanLoss(network.logits(x), training.labels().index_select(0, rows), 0);
        loss.backward();
        optimizer.step();
        sum += loss.item_double() * batch.size();
      }
    }
    return sum / order.size();
  }

  private void setRate(long step, long allSteps, long warmUp) {
    double rate =
        step < warmUp
            ? RATE * (step + 1) / warmUp
            : RATE / 2 * (1 + Math.cos(Math.PI * (step - warmUp) / (allSteps - warmUp)));
    optimizer.param_groups().get(0).options().set_lr(rate);
  }

  /** Zeros around each image, a crop of the old size, every other one mirrored. */
  private Tensor varied(Tensor images) {
    long height = images.size(2);
    long width = images.size(3);
    Tensor padded = torch.constant_pad_nd(images, PAD, PAD, PAD, PAD);
    TensorVector all = new TensorVector();
    for (long i = 0; i < images.size(0); i++) {
      Tensor one =
          padded
              .narrow(0, i, 1)
              .narrow(2, random.nextInt(2 * PAD + 1), height)
              .narrow(3, random.nextInt(2 * PAD + 1), width);
      all.push_back(random.nextBoolean() ? one.flip(3) : one);
    }
    return torch.cat(all, 0);
  }

  private Tensor normalised(Tensor images) {
    return ColourNetwork.channelsLast(images.sub(mean).div(deviation));
  }

  private double accuracy() {
    network.setTraining(false);
    long hits = 0;
    for (int first = 0; first < validation.count(); first += BATCH) {
      long rows = Math.min(BATCH, validation.count() - first);
      try (PointerScope scope = new PointerScope();
          InferenceMode mode = new InferenceMode(true)) {
        Tensor x = normalised(validation.images().narrow(0, first, rows));
        Tensor found = network.logits(x).argmax(new LongOptional(1), false);
        hits += found.eq(validation.labels().narrow(0, first, rows)).sum().item_long();
      }
    }
    return (double) hits / validation.count();
  }
}
