package graft.report;

import graft.page.Facts;
import graft.page.Folded;
import graft.page.Html;
import graft.page.Part;
import graft.page.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** How to make each run again: command line, data, settings, seeds; and on what it ran. */
final class RunsSection {
  private RunsSection() {}

  static Section of(Overview overview) {
    List<Part> parts = new ArrayList<>();
    for (RecordedRun run : overview.runs()) {
      if (overview.isComparison()) {
        parts.add(new Folded(run.name(), false, parts(run)));
      } else {
        parts.addAll(parts(run));
      }
    }
    return new Section(overview.isComparison() ? "Runs" : "Run", parts);
  }

  private static List<Part> parts(RecordedRun run) {
    List<Part> parts = new ArrayList<>();
    if (!run.command().isEmpty()) {
      parts.add(Html.lines("Command", run.command()));
    }
    parts.add(new Facts(facts(run)));
    if (!run.settings().isEmpty()) {
      parts.add(Folded.of("All settings", Facts.of(run.settings())));
    }
    if (!run.data().sha256().isEmpty()) {
      parts.add(Folded.of("Checksums of the data", Facts.of(run.data().sha256())));
    }
    return parts;
  }

  private static Map<String, Html> facts(RecordedRun run) {
    Map<String, Html> facts = new LinkedHashMap<>();
    facts.put("folder", Html.text(run.folder().toString()));
    facts.put("data", Html.text(data(run.data())));
    String seeds =
        run.networks().stream()
            .map(RecordedNetwork::seed)
            .filter(OptionalLong::isPresent)
            .map(seed -> Long.toString(seed.getAsLong()))
            .distinct()
            .collect(Collectors.joining(", "));
    if (!seeds.isEmpty()) {
      facts.put(seeds.contains(",") ? "seeds" : "seed", Html.text(seeds));
    }
    run.finished()
        .ifPresent(
            finished ->
                facts.put("ended", finished ? Html.text("finished") : Html.bad("interrupted")));
    double seconds = run.networks().stream().mapToDouble(n -> new Member(run, n).seconds()).sum();
    facts.put("training time", Html.text(Words.time(seconds)));
    run.environment().forEach((name, value) -> facts.put(name, Html.text(value)));
    return facts;
  }

  private static String data(RecordedData data) {
    List<String> parts = new ArrayList<>();
    parts.add(data.name());
    data.training().ifPresent(count -> parts.add(Words.count(count) + " images for training"));
    data.validation().ifPresent(count -> parts.add(Words.count(count) + " for validation"));
    if (!data.source().isEmpty()) {
      parts.add(data.source());
    }
    return String.join(", ", parts);
  }
}
