package graft.predict;

import graft.data.ImageDataset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An image of a data set that a model takes for another class than its label's.
 *
 * @param image counted from 0
 * @param label the class that it is of
 * @param predicted the class that it is taken for
 * @param loss categorical cross-entropy, in nats
 * @param probability of the predicted class, 0 to 1
 */
public record WrongImage(int image, int label, int predicted, double loss, double probability) {
  /**
   * Those with the largest losses, the largest first, then by number.
   *
   * @param predictions for the data's images, in their order
   * @param most how many, at most
   * @throws NotFiniteLogitsException if one of the logits is NaN or infinite
   */
  public static List<WrongImage> worst(Predictions predictions, ImageDataset data, int most) {
    List<WrongImage> wrong = new ArrayList<>();
    for (int image = 0; image < data.count(); image++) {
      int label = data.label(image);
      int predicted = predictions.best(image);
      if (predicted != label) {
        double loss = predictions.loss(image, label);
        double probability = predictions.probabilities(image)[predicted];
        wrong.add(new WrongImage(image, label, predicted, loss, probability));
      }
    }
    wrong.sort(Comparator.comparingDouble(WrongImage::loss).reversed()); // stable
    return List.copyOf(wrong.subList(0, Math.min(most, wrong.size())));
  }
}
