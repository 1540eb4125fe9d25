package graft.report;

import graft.experiment.Run;
import graft.experiment.Runs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All that a page is about: runs, their networks put together by likeness, and their ancestry. */
final class Overview {
  private final List<RecordedRun> runs;
  private final List<Group> groups;
  private final Ancestry ancestry;

  private Overview(List<RecordedRun> runs, List<Group> groups, Ancestry ancestry) {
    this.runs = runs;
    this.groups = groups;
    this.ancestry = ancestry;
  }

  static Overview of(List<RecordedRun> runs) {
    List<Member> members = new ArrayList<>();
    for (RecordedRun run : runs) {
      run.networks().forEach(network -> members.add(new Member(run, network)));
    }
    return new Overview(List.copyOf(runs), Groups.of(members), Ancestry.of(members));
  }

  List<RecordedRun> runs() {
    return runs;
  }

  List<Group> groups() {
    return groups;
  }

  Ancestry ancestry() {
    return ancestry;
  }

  /** Whether several folders are compared. */
  boolean isComparison() {
    return runs.size() > 1;
  }

  /** Whether it is of the five runs that are published. */
  boolean isExperiment() {
    return groups.stream().anyMatch(group -> published(group).isPresent());
  }

  /** Whether any line is of several seeds. */
  boolean hasSpread() {
    return groups.stream().anyMatch(Group::hasSeveral);
  }

  /** The group that another one grew from, if it is on the page. */
  Optional<Group> parent(Group child) {
    return ancestry
        .parent(child.first())
        .flatMap(
            parent ->
                groups.stream().filter(group -> group.members().contains(parent)).findFirst());
  }

  /** The one with the highest accuracy, of equal ones that with the least loss. */
  Optional<Group> best() {
    return groups.stream()
        .filter(group -> group.epochs() > 0)
        .filter(group -> group.spread(m -> m.kept().accuracy()).isKnown())
        .max(
            Comparator.comparingDouble(
                    (Group group) -> group.spread(m -> m.kept().accuracy()).mean())
                .thenComparingDouble(group -> -group.spread(m -> m.kept().loss()).mean()));
  }

  /** A run of the experiment, of which losses on MNIST are published, if this is one. */
  static Optional<Run> published(Group group) {
    return Runs.ALL.stream()
        .filter(run -> run.title().equals(group.first().network().run()))
        .findFirst();
  }

  /** The names of the data, each once. */
  List<String> data() {
    return runs.stream().map(run -> run.data().name()).distinct().toList();
  }
}
