package graft.report;

import graft.page.Folded;
import graft.page.Html;
import graft.page.HtmlTable;
import graft.page.HtmlTable.Column;
import graft.page.HtmlTable.Kind;
import graft.page.Matrix;
import graft.page.Part;
import graft.page.Picture;
import graft.page.Section;
import graft.page.SideBySide;
import graft.page.Tiles;
import graft.page.Tiles.Tile;
import graft.predict.ClassScore;
import graft.predict.ConfusionMatrix;
import graft.predict.DetailedEvaluation;
import graft.predict.WrongImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What each network takes for what, each class's figures, and its worst mistakes as pictures. */
final class MistakesSection {
  /** Of more classes than this the most frequent mistakes are listed, no matrix is drawn. */
  private static final int MOST_IN_A_MATRIX = 20;

  private static final int MISTAKES_LISTED = 20;
  private static final int PICTURE_WIDTH = 72;

  private MistakesSection() {}

  static Optional<Section> of(Overview overview) {
    List<Group> evaluated =
        overview.groups().stream()
            .filter(group -> group.first().detail().flatMap(Detail::evaluation).isPresent())
            .toList();
    if (evaluated.isEmpty()) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    if (overview.groups().size() == 1) {
      parts.addAll(parts(evaluated.get(0)));
    } else {
      Group open = overview.best().filter(evaluated::contains).orElse(evaluated.get(0));
      for (Group group : evaluated) {
        parts.add(new Folded(summary(group), group.equals(open), parts(group)));
      }
    }
    return Optional.of(new Section("Mistakes", parts));
  }

  private static DetailedEvaluation evaluation(Group group) {
    return group.first().detail().flatMap(Detail::evaluation).orElseThrow();
  }

  private static String summary(Group group) {
    return group.name() + ": " + count(evaluation(group)) + seed(group);
  }

  private static String seed(Group group) {
    return group.hasSeveral() ? " (seed " + group.first().network().seed().getAsLong() + ")" : "";
  }

  private static String count(DetailedEvaluation evaluation) {
    int hits = evaluation.classes().stream().mapToInt(ClassScore::hits).sum();
    return "%s of %s images taken for another class"
        .formatted(Words.count(evaluation.samples() - hits), Words.count(evaluation.samples()));
  }

  private static List<Part> parts(Group group) {
    DetailedEvaluation evaluation = evaluation(group);
    List<Part> parts = new ArrayList<>();
    parts.add(
        Html.paragraph(
            "%s%s: %s%s."
                .formatted(
                    evaluation.data(),
                    seed(group),
                    count(evaluation),
                    evaluation
                        .top()
                        .map(
                            top ->
                                String.format(
                                    Locale.ROOT,
                                    "; the right class is among the %d most probable ones for %s",
                                    top.k(),
                                    Words.percent(top.accuracy())))
                        .orElse(""))));
    Part confusion = confusion(group.name(), evaluation);
    HtmlTable classes = classes(group.name(), evaluation);
    if (evaluation.classes().size() > MOST_IN_A_MATRIX) {
      parts.add(confusion);
      parts.add(
          Folded.of(
              String.format(Locale.ROOT, "Each of the %d classes", evaluation.classes().size()),
              classes));
    } else {
      parts.add(SideBySide.of(confusion, classes));
    }
    parts.addAll(worst(group, evaluation));
    return parts;
  }

  private static Part confusion(String name, DetailedEvaluation evaluation) {
    ConfusionMatrix confusion = evaluation.confusion();
    int size = confusion.classes();
    List<String> classes = evaluation.classes().stream().map(ClassScore::name).toList();
    if (size <= MOST_IN_A_MATRIX) {
      return new Matrix(
          "What " + name + " took for what",
          "class",
          "taken for",
          classes,
          IntStream.range(0, size)
              .mapToObj(
                  label ->
                      IntStream.range(0, size)
                          .mapToObj(predicted -> (long) confusion.count(label, predicted))
                          .toList())
              .toList());
    }
    return HtmlTable.of(
        "The most frequent mistakes of " + name,
        List.of(
            new Column("class", Kind.NAME),
            new Column("taken for", Kind.TEXT),
            new Column("images", Kind.NUMBER)),
        confusion.mistakes(MISTAKES_LISTED).stream()
            .map(
                mistake ->
                    List.of(
                        classes.get(mistake.label()),
                        classes.get(mistake.predicted()),
                        Words.count(mistake.count())))
            .toList());
  }

  private static HtmlTable classes(String name, DetailedEvaluation evaluation) {
    return HtmlTable.of(
        "Each class, " + name,
        List.of(
            new Column("class", Kind.NAME),
            new Column("images", Kind.NUMBER),
            new Column("taken for it", Kind.NUMBER),
            new Column("precision", Kind.NUMBER),
            new Column("recall", Kind.NUMBER),
            new Column("F1", Kind.NUMBER),
            new Column("loss", Kind.NUMBER)),
        evaluation.classes().stream()
            .map(
                score ->
                    List.of(
                        score.name(),
                        Words.count(score.support()),
                        Words.count(score.predicted()),
                        percent(score.precision()),
                        percent(score.recall()),
                        percent(score.f1()),
                        Words.loss(score.loss().orElse(Double.NaN))))
            .toList());
  }

  private static String percent(OptionalDouble share) {
    return Words.percent(share.orElse(Double.NaN));
  }

  private static List<Part> worst(Group group, DetailedEvaluation evaluation) {
    List<Tile> tiles = new ArrayList<>();
    for (Detail.WorstImage image : group.first().detail().map(Detail::worst).orElse(List.of())) {
      WrongImage wrong = image.wrong();
      String label = name(evaluation, wrong.label());
      String predicted = name(evaluation, wrong.predicted());
      image
          .png()
          .ifPresent(
              png ->
                  tiles.add(
                      new Tile(
                          Picture.ofBase64(png),
                          String.format(
                              Locale.ROOT,
                              "Image %d, %s, taken for %s",
                              wrong.image(),
                              label,
                              predicted),
                          List.of(label + ", not " + predicted, Words.percent(wrong.probability())),
                          Optional.empty())));
    }
    if (tiles.isEmpty()) {
      return List.of();
    }
    return List.of(
        Html.element("h3", Html.text("The worst mistakes")),
        Html.paragraph(
            "The validation images with the largest losses: what each is, what it was taken for,"
                + " and the probability that the network gave to that."),
        new Tiles("The worst mistakes of " + group.name(), PICTURE_WIDTH, tiles));
  }

  private static String name(DetailedEvaluation evaluation, int label) {
    return label < evaluation.classes().size()
        ? evaluation.classes().get(label).name()
        : Integer.toString(label);
  }
}
