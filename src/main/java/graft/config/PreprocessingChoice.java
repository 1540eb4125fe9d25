package graft.config;

import graft.data.ChannelStatistics;
import graft.data.ImageDataset;
import graft.files.ChoiceForm;
import graft.files.ChoiceForm.Choice;
import graft.files.Form;
import graft.files.Key;
import graft.files.ListForm;
import graft.files.ObjectForm;
import graft.files.Range;
import graft.files.ScalarForm;
import graft.model.Preprocessing;
import java.util.List;
import java.util.Locale;

/** Which numbers the pixels of images become, before it is known which images. */
public sealed interface PreprocessingChoice {
  /** Pixels / 255. */
  record Scaled() implements PreprocessingChoice {
    @Override
    public Preprocessing of(ImageDataset training) {
      return Preprocessing.scaled(training.sample().last());
    }
  }

  /** Less the mean of the training images, over their deviation, channel by channel. */
  record Standardised() implements PreprocessingChoice {
    @Override
    public Preprocessing of(ImageDataset training) {
      ChannelStatistics found = ChannelStatistics.of(training);
      return new Preprocessing(found.mean(), found.deviation());
    }
  }

  /** By mean and deviation that are told, channel by channel. */
  record Given(Preprocessing preprocessing) implements PreprocessingChoice {
    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the images have another number of channels
     */
    @Override
    public Preprocessing of(ImageDataset training) {
      int channels = training.sample().last();
      if (preprocessing.channels() != channels) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the preprocessing tells %d means and deviations, the images of %s have %d"
                    + " channels; expected one for each",
                preprocessing.channels(),
                training.name(),
                channels));
      }
      return preprocessing;
    }
  }

  /**
   * The preprocessing for some data; validation and use take the same.
   *
   * @param training the images that are learned from
   */
  Preprocessing of(ImageDataset training);

  /** How it stands in a file. */
  static Form<PreprocessingChoice> form() {
    Form<List<Double>> means =
        new ListForm<>(ScalarForm.number(Range.ANY), "a list of numbers, one for each channel");
    Form<List<Double>> deviations =
        new ListForm<>(
            ScalarForm.number(Range.POSITIVE), "a list of numbers, one for each channel");
    Key<Given, List<Double>> mean =
        Key.required(
            "mean",
            means,
            given -> given.preprocessing().mean(),
            "the mean of each channel, of pixels / 255");
    Key<Given, List<Double>> deviation =
        Key.required(
            "deviation",
            deviations,
            given -> given.preprocessing().deviation(),
            "the deviation of each channel, of pixels / 255");
    return new ChoiceForm<>(
        List.of(
            new Choice<>(
                "scaled",
                Scaled.class,
                new ObjectForm<>("Pixels / 255.", List.of(), values -> new Scaled())),
            new Choice<>(
                "standardised",
                Standardised.class,
                new ObjectForm<>(
                    "(pixel / 255 - mean) / deviation, by the training images' channels.",
                    List.of(),
                    values -> new Standardised())),
            new Choice<>(
                "given",
                Given.class,
                new ObjectForm<>(
                    "(pixel / 255 - mean) / deviation, by numbers that are told.",
                    List.of(mean, deviation),
                    values ->
                        new Given(new Preprocessing(values.get(mean), values.get(deviation)))))));
  }
}
