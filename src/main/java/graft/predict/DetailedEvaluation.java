package graft.predict;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.data.ImageDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How well a model does on a data set, in all and by class: a value, computed in double from the
 * logits, on the host. Loss and accuracy are those of {@link graft.train.Evaluation}, the loss but
 * for the rounding of float32.
 *
 * @param data the name of the data set
 * @param samples how many images it has
 * @param loss categorical cross-entropy, the mean over the images, in nats
 * @param accuracy the share of images whose first largest logit is their label's, 0 to 1
 * @param top how often the label is among the k largest logits; none where there are no more than
 *     five classes and no k was asked for
 * @param classes one for each logit, in order
 * @param confusion what was taken for what
 */
public record DetailedEvaluation(
    String data,
    int samples,
    double loss,
    double accuracy,
    Optional<TopAccuracy> top,
    List<ClassScore> classes,
    ConfusionMatrix confusion) {
  private static final int USUAL_K = 5;

  /**
   * Keeps a copy of the list.
   *
   * @throws IllegalArgumentException if there is no class, they are not in order, or the confusion
   *     matrix has another number of them
   */
  public DetailedEvaluation {
    classes = List.copyOf(classes);
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).label() != i) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the score at place %d is of class %d; expected one for each class, in order",
                i,
                classes.get(i).label()));
      }
    }
    if (classes.isEmpty() || classes.size() != confusion.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found scores of %d classes and a confusion matrix of %d; expected as many, 1 or more",
              classes.size(),
              confusion.classes()));
    }
  }

  /**
   * With the top-5 accuracy, where there are more than five classes.
   *
   * @param predictions for the data's images, in their order
   * @throws IllegalArgumentException if they are for another number of images, or have fewer logits
   *     than the data has classes
   * @throws NotFiniteLogitsException if one of the logits is NaN or infinite
   */
  public static DetailedEvaluation of(Predictions predictions, ImageDataset data) {
    return of(
        predictions,
        data,
        predictions.classes() > USUAL_K ? Optional.of(USUAL_K) : Optional.empty());
  }

  /**
   * With the top-k accuracy.
   *
   * @param predictions for the data's images, in their order
   * @param k 1 or more, fewer than there are logits
   * @throws IllegalArgumentException as above, or if k is out of its range
   * @throws NotFiniteLogitsException if one of the logits is NaN or infinite
   */
  public static DetailedEvaluation of(Predictions predictions, ImageDataset data, int k) {
    if (k < 1 || k >= predictions.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "k is %d, expected 1 or more and less than %d, the number of classes",
              k,
              predictions.classes()));
    }
    return of(predictions, data, Optional.of(k));
  }

  private static DetailedEvaluation of(
      Predictions predictions, ImageDataset data, Optional<Integer> k) {
    requireFit(predictions, data);
    int classes = predictions.classes();
    int[] counts = new int[classes * classes];
    double[] losses = new double[classes];
    int hits = 0;
    int[] ranks = new int[classes]; // how many labels have so many larger logits
    for (int image = 0; image < data.count(); image++) {
      int label = data.label(image);
      int predicted = predictions.best(image);
      losses[label] += predictions.loss(image, label);
      counts[label * classes + predicted]++;
      hits += label == predicted ? 1 : 0;
      ranks[predictions.rank(image, label)]++;
    }
    double samples = data.count();
    ConfusionMatrix confusion = new ConfusionMatrix(classes, counts);
    return new DetailedEvaluation(
        data.name(),
        data.count(),
        sum(losses) / samples,
        hits / samples,
        k.map(it -> new TopAccuracy(it, IntStream.range(0, it).map(i -> ranks[i]).sum() / samples)),
        scores(confusion, losses, data.classNames()),
        confusion);
  }

  private static void requireFit(Predictions predictions, ImageDataset data) {
    if (predictions.count() != data.count()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found predictions for %d images, %s has %d",
              predictions.count(),
              data.name(),
              data.count()));
    }
    if (predictions.classes() < data.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network gives %d logits, %s has %d classes; expected a logit for each class",
              predictions.classes(),
              data.name(),
              data.classes()));
    }
  }

  private static double sum(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum;
  }

  /** Logits beyond the data's classes are called by their number. */
  private static List<ClassScore> scores(
      ConfusionMatrix confusion, double[] losses, List<String> names) {
    List<ClassScore> scores = new ArrayList<>();
    for (int label = 0; label < losses.length; label++) {
      int support = confusion.support(label);
      scores.add(
          new ClassScore(
              label,
              label < names.size() ? names.get(label) : Integer.toString(label),
              support,
              confusion.predicted(label),
              confusion.count(label, label),
              support == 0 ? OptionalDouble.empty() : OptionalDouble.of(losses[label] / support)));
    }
    return scores;
  }

  /** Tables for people; of more than twenty classes the most frequent mistakes, not the matrix. */
  public String text() {
    return EvaluationText.of(this);
  }

  /** All of it as JSON; what there is none of is null. */
  public ObjectNode json() {
    return EvaluationJson.of(this);
  }
}
