package graft.report;

import graft.experiment.Run;
import graft.page.Html;
import graft.page.HtmlTable;
import graft.page.HtmlTable.Column;
import graft.page.HtmlTable.Kind;
import graft.page.HtmlTable.Row;
import graft.page.Part;
import graft.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** The networks side by side: what they cost, and what came of them. */
final class ResultsSection {
  /** Of more epochs only the best and the last loss have a column. */
  private static final int MOST_EPOCHS = 5;

  private final Overview overview;
  private final int epochs;
  private final boolean published;

  private ResultsSection(Overview overview) {
    this.overview = overview;
    this.epochs = overview.groups().stream().mapToInt(Group::epochs).max().orElse(0);
    this.published =
        overview.isExperiment() && overview.runs().stream().allMatch(run -> run.data().isMnist());
  }

  static Optional<Section> of(Overview overview) {
    return overview.groups().isEmpty()
        ? Optional.empty()
        : Optional.of(new ResultsSection(overview).section());
  }

  private Section section() {
    List<Part> parts = new ArrayList<>();
    parts.add(
        new HtmlTable(
            "Results", false, columns(), overview.groups().stream().map(this::row).toList()));
    parts.add(Html.element("p", Html.quiet(explanation())));
    return new Section("Results", parts);
  }

  private boolean showsEpochs() {
    return epochs <= MOST_EPOCHS;
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("network", Kind.NAME));
    columns.add(new Column("accuracy", Kind.NUMBER));
    columns.add(new Column("loss before", Kind.NUMBER));
    if (showsEpochs()) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        columns.add(new Column("epoch " + epoch, Kind.NUMBER));
      }
    } else {
      columns.add(new Column("best loss", Kind.NUMBER));
      columns.add(new Column("last loss", Kind.NUMBER));
    }
    columns.add(new Column("parameters", Kind.NUMBER));
    columns.add(new Column("FLOPs", Kind.NUMBER));
    columns.add(new Column("images/s", Kind.NUMBER));
    columns.add(new Column("time", Kind.NUMBER));
    return columns;
  }

  private Row row(Group group) {
    List<Html> cells = new ArrayList<>();
    cells.add(Html.text(group.name()));
    cells.add(cell(group.spread(m -> m.kept().accuracy()), Words::percent));
    cells.add(cell(group.spread(m -> m.loss(0)), Words::loss));
    if (showsEpochs()) {
      for (int i = 1; i <= epochs; i++) {
        int epoch = i;
        cells.add(
            Html.of(cell(group.spread(m -> m.loss(epoch)), Words::loss), published(group, epoch)));
      }
    } else {
      cells.add(cell(group.spread(Member::bestLoss), Words::loss));
      cells.add(cell(group.spread(m -> m.loss(m.history().epochs().size())), Words::loss));
    }
    cells.add(Html.text(Words.count(group.parameters())));
    cells.add(Html.text(Words.large(group.first().flops())));
    cells.add(Html.text(Words.count(group.spread(Member::imagesPerSecond).mean())));
    cells.add(Html.text(Words.time(group.spread(Member::seconds).mean())));
    boolean best =
        overview.groups().size() > 1 && overview.best().filter(group::equals).isPresent();
    return new Row(cells, best);
  }

  /** The mean, and below it how far the seeds lie apart. */
  private static Html cell(Spread spread, DoubleFunction<String> words) {
    Html mean = Html.text(words.apply(spread.mean()));
    if (spread.count() < 2 || !spread.isKnown()) {
      return mean;
    }
    return Html.of(
        mean, below(words.apply(spread.least()) + Words.NONE + words.apply(spread.most())));
  }

  private Html published(Group group, int epoch) {
    return Overview.published(group)
        .map(Run::publishedLosses)
        .filter(losses -> published && epoch <= losses.size())
        .map(losses -> below("Keras " + Words.loss(losses.get(epoch - 1))))
        .orElse(Html.NONE);
  }

  private static Html below(String text) {
    return Html.element("div", Html.quiet(text));
  }

  private String explanation() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        showsEpochs()
            ? "Losses are those of the validation images, in nats, before the first step and after"
                + " each epoch; the accuracy is that of the weights that were kept."
            : "Losses are those of the validation images, in nats; the accuracy is that of the"
                + " weights that were kept.");
    if (overview.hasSpread()) {
      sentences.add("Of several seeds: the mean, and below it the smallest and the largest.");
    }
    sentences.add(
        "FLOPs are of one image forward; images/s and time are of training, without validation.");
    if (published) {
      sentences.add(
          "Below them, as Keras: what Keras' example of this experiment publishes, for all 60,000"
              + " images of MNIST.");
    }
    if (overview.groups().size() > 1) {
      sentences.add("The network with the highest accuracy stands out.");
    }
    return String.join(" ", sentences);
  }
}
