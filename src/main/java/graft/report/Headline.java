package graft.report;

import graft.page.KeyFigures;
import graft.page.KeyFigures.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What came of it, in a heading, a sentence or two, and the figures that are looked for first. */
final class Headline {
  private final Overview overview;

  Headline(Overview overview) {
    this.overview = overview;
  }

  /** Of the document. */
  String title() {
    return overview.runs().stream()
            .map(RecordedRun::name)
            .distinct()
            .collect(Collectors.joining(", "))
        + " \u00b7 Graft";
  }

  /** The largest on the page. */
  String heading() {
    String data = Words.list(overview.data());
    Optional<Group> best = overview.best();
    if (best.isEmpty()) {
      return "%s on %s: %s"
          .formatted(
              Words.list(overview.runs().stream().map(RecordedRun::name).toList()),
              data,
              overview.groups().stream().anyMatch(group -> group.epochs() > 0)
                  ? "no figure of its last epoch is finite"
                  : "no epoch was finished");
    }
    String right = Words.percent(accuracy(best.get()).mean()) + " correct";
    return overview.groups().size() == 1
        ? "%s on %s: %s".formatted(best.get().name(), data, right)
        : "%s on %s: %s is best, %s"
            .formatted(
                Words.count(overview.groups().size(), "network"), data, best.get().name(), right);
  }

  /** What was trained, and what came of it. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    if (overview.groups().isEmpty()) {
      sentences.add("No network finished an epoch before the training ended.");
    } else if (overview.groups().size() == 1) {
      ofOne(overview.groups().get(0), sentences);
    } else {
      ofSeveral(sentences);
    }
    return sentences;
  }

  private void ofOne(Group group, List<String> sentences) {
    Member first = group.first();
    int epochs = group.epochs();
    sentences.add(
        "A network%s was trained%s on %s for %s%s%s."
            .formatted(
                group.parameters().isPresent()
                    ? " of " + Words.count(group.parameters()) + " parameters"
                    : "",
                group.hasSeveral() ? " with each of the seeds " + group.seeds() : "",
                data(first.run().data()),
                Words.count(epochs, "epoch"),
                group.spread(Member::seconds).isKnown() && epochs > 0
                    ? ", in " + Words.time(group.spread(Member::seconds).mean())
                    : "",
                device(first.run())));
    if (epochs > 0 && group.spread(m -> m.kept().loss()).isKnown()) {
      sentences.add(
          "It classifies %s of %s correctly, at a loss of %s; %s it was %s, at %s."
              .formatted(
                  range(accuracy(group), true),
                  images(first),
                  range(group.spread(m -> m.kept().loss()), false),
                  isGrown(group) ? "as it grew from its teacher" : "untrained",
                  Words.percent(group.spread(m -> m.history().before().accuracy()).mean()),
                  Words.loss(group.spread(m -> m.loss(0)).mean())));
    }
    interruption(first).ifPresent(sentences::add);
  }

  private void ofSeveral(List<String> sentences) {
    sentences.add(
        overview.isExperiment() && !overview.isComparison() ? experiment() : comparison());
    overview
        .best()
        .ifPresent(
            best ->
                sentences.add(
                    "The best, %s, classifies %s of %s correctly, at a loss of %s%s."
                        .formatted(
                            best.name(),
                            range(accuracy(best), true),
                            images(best.first()),
                            range(best.spread(m -> m.kept().loss()), false),
                            beside(best))));
    starts().ifPresent(sentences::add);
    for (RecordedRun run : overview.runs()) {
      if (run.finished().equals(Optional.of(false))) {
        sentences.add("%s was interrupted; this is what there is of it.".formatted(run.name()));
      }
    }
  }

  private String experiment() {
    Member first = overview.groups().get(0).first();
    long students = overview.groups().stream().filter(g -> overview.parent(g).isPresent()).count();
    return "A teacher and %s that grew from it were trained on %s%s%s%s."
        .formatted(
            Words.count(students, "student"),
            data(first.run().data()),
            ", " + Words.count(overview.groups().get(0).epochs(), "epoch") + " each",
            overview.hasSpread()
                ? ", with each of the seeds " + overview.groups().get(0).seeds()
                : "",
            device(first.run()));
  }

  private String comparison() {
    long seeds = overview.groups().stream().mapToLong(g -> g.members().size()).sum();
    return "%s, trained on %s in %s%s."
        .formatted(
            Words.count(overview.groups().size(), "network"),
            Words.list(overview.data()),
            Words.count(overview.runs().size(), "run"),
            seeds > overview.groups().size() ? ", some of them with several seeds" : "");
  }

  private String beside(Group best) {
    return overview
        .parent(best)
        .map(
            teacher ->
                "; its teacher%s %s, at %s"
                    .formatted(
                        teacher.name().equals("teacher") ? "" : ", " + teacher.name() + ",",
                        Words.percent(accuracy(teacher).mean()),
                        Words.loss(teacher.spread(m -> m.kept().loss()).mean())))
        .orElse("");
  }

  /** Where those that grew stood before their first step, the lowest first. */
  private Optional<String> starts() {
    List<String> starts =
        overview.groups().stream()
            .filter(group -> overview.parent(group).isPresent())
            .sorted(Comparator.comparingDouble(group -> group.spread(m -> m.loss(0)).mean()))
            .map(
                group ->
                    Words.loss(group.spread(m -> m.loss(0)).mean()) + " (" + group.name() + ")")
            .toList();
    return starts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Before %s first step: %s."
                .formatted(
                    starts.size() == 1 ? "its" : "their",
                    (starts.size() == 1 ? "a loss of " : "losses of ") + Words.list(starts)));
  }

  private static Optional<String> interruption(Member member) {
    if (!member.run().finished().equals(Optional.of(false))) {
      return Optional.empty();
    }
    String asked = member.run().settings().getOrDefault("epochs", "");
    return Optional.of(
        String.format(
            Locale.ROOT,
            "It was interrupted after epoch %d%s.",
            member.history().epochs().size(),
            asked.isEmpty() ? "" : " of " + asked));
  }

  /** The figures that are looked for first. */
  KeyFigures figures() {
    List<Figure> figures = new ArrayList<>();
    overview.best().ifPresent(best -> add(best, figures));
    double seconds =
        overview.groups().stream()
            .flatMap(group -> group.members().stream())
            .mapToDouble(Member::seconds)
            .sum();
    figures.add(
        new Figure(
            "training time",
            Words.time(seconds),
            overview.groups().size() > 1 ? "all networks" : ""));
    return new KeyFigures(figures);
  }

  private void add(Group best, List<Figure> figures) {
    boolean alone = overview.groups().size() == 1;
    String whose = alone ? "" : best.name();
    figures.add(new Figure("accuracy", Words.percent(accuracy(best).mean()), whose));
    figures.add(
        new Figure("validation loss", Words.loss(best.spread(m -> m.kept().loss()).mean()), whose));
    Optional<Group> teacher = overview.parent(best);
    teacher.ifPresent(
        t ->
            figures.add(
                new Figure(
                    "its teacher's loss",
                    Words.loss(t.spread(m -> m.kept().loss()).mean()),
                    t.name())));
    figures.add(
        new Figure(
            isGrown(best) ? "loss as it grew" : "loss untrained",
            Words.loss(best.spread(m -> m.loss(0)).mean()),
            ""));
    figures.add(new Figure("parameters", Words.count(best.parameters()), whose));
    if (alone) {
      figures.add(
          new Figure(
              "images/s", Words.count(best.spread(Member::imagesPerSecond).mean()), "training"));
    }
  }

  private boolean isGrown(Group group) {
    return overview.parent(group).isPresent() || !group.first().parents().isEmpty();
  }

  private static Spread accuracy(Group group) {
    return group.spread(m -> m.kept().accuracy());
  }

  private static String range(Spread spread, boolean share) {
    String mean = share ? Words.percent(spread.mean()) : Words.loss(spread.mean());
    return spread.count() < 2
        ? mean
        : "%s (%s to %s)"
            .formatted(
                mean,
                share ? Words.percent(spread.least()) : Words.loss(spread.least()),
                share ? Words.percent(spread.most()) : Words.loss(spread.most()));
  }

  private static String data(RecordedData data) {
    OptionalInt images = data.training();
    return images.isPresent()
        ? "%s images of %s".formatted(Words.count(images.getAsInt()), data.name())
        : data.name();
  }

  private static String images(Member member) {
    long samples = member.kept().samples();
    return samples > 0 ? Words.count(samples) + " validation images" : "the validation images";
  }

  private static String device(RecordedRun run) {
    String device = run.environment().getOrDefault("device", "");
    return device.isEmpty() ? "" : ", on the " + device.replaceFirst("^the ", "");
  }
}
