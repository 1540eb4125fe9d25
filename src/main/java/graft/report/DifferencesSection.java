package graft.report;

import graft.page.Html;
import graft.page.HtmlTable;
import graft.page.HtmlTable.Column;
import graft.page.HtmlTable.Kind;
import graft.page.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What differs in how the networks of a comparison were made, and only that. */
final class DifferencesSection {
  /** What is of no consequence, or told by another row. */
  private static final Set<String> PASSED_OVER = Set.of("started", "ended", "seed");

  private DifferencesSection() {}

  static Optional<Section> of(Overview overview) {
    if (!overview.isComparison() || overview.groups().size() < 2) {
      return Optional.empty();
    }
    List<Group> groups = overview.groups();
    List<Map<String, String>> settings = groups.stream().map(DifferencesSection::settings).toList();
    Set<String> names = new LinkedHashSet<>();
    settings.forEach(of -> names.addAll(of.keySet()));
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      List<String> values = settings.stream().map(of -> of.getOrDefault(name, Words.NONE)).toList();
      if (values.stream().distinct().count() > 1) {
        List<String> row = new ArrayList<>();
        row.add(name);
        row.addAll(values);
        rows.add(row);
      }
    }
    if (rows.isEmpty()) {
      return Optional.of(
          Section.of("What differs", Html.paragraph("Nothing in their settings differs.")));
    }
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("setting", Kind.NAME));
    groups.forEach(group -> columns.add(new Column(group.name(), Kind.TEXT)));
    return Optional.of(
        Section.of(
            "What differs",
            new HtmlTable(
                "What differs", false, columns, rows.stream().map(HtmlTable.Row::of).toList())));
  }

  private static Map<String, String> settings(Group group) {
    RecordedRun run = group.first().run();
    RecordedData data = run.data();
    Map<String, String> all = new LinkedHashMap<>();
    put(all, "data", data.name());
    put(all, "training images", text(data.training()));
    put(all, "validation images", text(data.validation()));
    put(
        all,
        "checksums",
        data.sha256().isEmpty() ? "" : Integer.toHexString(data.sha256().hashCode()));
    put(all, "parameters", Words.count(group.parameters()));
    put(all, "seeds", group.seeds());
    put(all, "grown by", grown(group));
    run.settings().forEach((name, value) -> put(all, name, value));
    run.environment().forEach((name, value) -> put(all, name, value));
    return all;
  }

  private static void put(Map<String, String> all, String name, String value) {
    if (!PASSED_OVER.contains(name) && !value.isEmpty()) {
      all.put(name, value);
    }
  }

  private static String text(OptionalInt count) {
    return count.isPresent() ? Words.count(count.getAsInt()) : "";
  }

  private static String grown(Group group) {
    return group.first().lineage().stream()
        .flatMap(lineage -> lineage.transforms().stream())
        .map(transform -> LineageSection.text(transform))
        .reduce((some, more) -> some + "; " + more)
        .orElse("");
  }
}
