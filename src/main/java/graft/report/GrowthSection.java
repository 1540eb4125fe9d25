package graft.report;

import graft.job.Certificate;
import graft.job.Cost;
import graft.job.Difference;
import graft.page.Html;
import graft.page.HtmlTable;
import graft.page.HtmlTable.Column;
import graft.page.HtmlTable.Kind;
import graft.page.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Of each grown network how far it was from its teacher before training, and what both cost. */
final class GrowthSection {
  private GrowthSection() {}

  static Optional<Section> of(Overview overview) {
    List<HtmlTable.Row> rows = new ArrayList<>();
    List<String> samples = new ArrayList<>();
    for (Group group : overview.groups()) {
      certificate(group)
          .ifPresent(
              found -> {
                rows.add(row(group, found));
                String looked =
                    String.format(Locale.ROOT, "%d images of %s", found.samples(), found.source());
                if (!samples.contains(looked)) {
                  samples.add(looked);
                }
              });
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    String explanation =
        String.format(
            Locale.ROOT,
            "The largest difference of a logit between the grown network and its teacher, before"
                + " anything was trained, beside the teacher's largest logit; on %s. FLOPs are of"
                + " one image forward, memory is the device's in training with %d images a step,"
                + " without data and optimizer.",
            Words.list(samples),
            Cost.BATCH);
    return Optional.of(
        Section.of(
            "Growth",
            new HtmlTable("Growth", false, columns(), rows),
            Html.element("p", Html.quiet(explanation))));
  }

  /** Of several seeds the one with the largest difference. */
  private static Optional<Certificate> certificate(Group group) {
    return group.members().stream()
        .flatMap(member -> member.detail().flatMap(Detail::certificate).stream())
        .max(Comparator.comparingDouble(found -> found.inference().largest()));
  }

  private static List<Column> columns() {
    return List.of(
        new Column("network", Kind.NAME),
        new Column("function", Kind.TEXT),
        new Column("difference in inference", Kind.NUMBER),
        new Column("in training", Kind.NUMBER),
        new Column("parameters", Kind.NUMBER),
        new Column("FLOPs", Kind.NUMBER),
        new Column("memory", Kind.NUMBER));
  }

  private static HtmlTable.Row row(Group group, Certificate found) {
    Cost before = found.before();
    Cost after = found.after();
    return new HtmlTable.Row(
        List.of(
            Html.text(group.name()),
            verdict(found),
            Html.text(text(found.inference())),
            Html.text(found.training().map(GrowthSection::text).orElse(Words.NONE)),
            Html.text(change(Words.count(before.parameters()), Words.count(after.parameters()))),
            Html.text(change(Words.large(before.flops()), Words.large(after.flops()))),
            Html.text(
                change(Words.bytes(before.trainingBytes()), Words.bytes(after.trainingBytes())))),
        false);
  }

  private static Html verdict(Certificate found) {
    if (!found.holds()) {
      return Html.bad("not preserved, though promised");
    }
    return found.inference().isNone()
        ? Html.good("preserved")
        : Html.text("not preserved, nor promised");
  }

  private static String text(Difference difference) {
    return String.format(
        Locale.ROOT, "%.3g of %.3g", difference.largest(), difference.largestLogit());
  }

  private static String change(String before, String after) {
    return before + " \u2192 " + after;
  }
}
