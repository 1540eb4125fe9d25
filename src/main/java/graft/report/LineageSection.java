package graft.report;

import graft.files.Lineage;
import graft.files.Lineage.Transform;
import graft.page.Section;
import graft.page.TreeDrawing;
import graft.page.TreeDrawing.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which network came from which, as a tree. */
final class LineageSection {
  private static final String TRAIN = "train";
  private static final int LONGEST = 60;

  /** Arguments that other sections show. */
  private static final Set<String> LONG = Set.of("certificate", "copied");

  private final Overview overview;

  private LineageSection(Overview overview) {
    this.overview = overview;
  }

  static Optional<Section> of(Overview overview) {
    boolean known =
        overview.groups().stream()
            .anyMatch(
                group -> group.first().lineage().isPresent() || overview.parent(group).isPresent());
    return known
        ? Optional.of(
            Section.of("Lineage", new TreeDrawing("Lineage", new LineageSection(overview).roots())))
        : Optional.empty();
  }

  private List<Node> roots() {
    List<Node> roots = new ArrayList<>();
    for (Group group : overview.groups()) {
      if (overview.parent(group).isEmpty()) {
        roots.add(behindItsParents(group));
      }
    }
    return roots;
  }

  /** Parents that are not on the page are known by their files' names alone. */
  private Node behindItsParents(Group group) {
    Node node = node(group);
    List<Lineage.Parent> parents = group.first().parents();
    for (int i = parents.size() - 1; i >= 0; i--) {
      Lineage.Parent parent = parents.get(i);
      node =
          new Node(
              parent.file(),
              List.of("SHA-256 " + parent.sha256().substring(0, 12) + "\u2026"),
              false,
              List.of(node));
    }
    return node;
  }

  private Node node(Group group) {
    List<String> lines = new ArrayList<>();
    transforms(group).forEach(transform -> lines.add(text(transform)));
    lines.add(
        "%s on %s%s"
            .formatted(
                Words.count(group.epochs(), "epoch"),
                group.first().run().data().name(),
                group.seeds().isEmpty()
                    ? ""
                    : (group.hasSeveral() ? ", seeds " : ", seed ") + group.seeds()));
    Spread loss = group.spread(m -> m.kept().loss());
    lines.add(
        "loss %s, accuracy %s"
            .formatted(
                Words.loss(loss.mean()),
                Words.percent(group.spread(m -> m.kept().accuracy()).mean())));
    return new Node(group.name(), lines, isMarked(group), children(group));
  }

  private boolean isMarked(Group group) {
    return overview.groups().size() == 1 || overview.best().filter(group::equals).isPresent();
  }

  private List<Node> children(Group group) {
    return overview.groups().stream()
        .filter(child -> overview.parent(child).filter(group::equals).isPresent())
        .map(this::node)
        .toList();
  }

  /** What was done since the parent on the page was trained; all of it where there is none. */
  private List<Transform> transforms(Group group) {
    List<Transform> all = group.first().lineage().map(Lineage::transforms).orElse(List.of());
    Optional<Group> parent = overview.parent(group);
    if (parent.isEmpty()) {
      return all;
    }
    int known =
        parent.get().first().lineage().map(lineage -> lineage.transforms().size()).orElse(0);
    List<Transform> since = all.subList(Math.min(known, all.size()), all.size());
    boolean beginsWithItsTraining = !since.isEmpty() && since.get(0).name().equals(TRAIN);
    return beginsWithItsTraining ? since.subList(1, since.size()) : since;
  }

  static String text(Transform transform) {
    String arguments =
        transform.arguments().entrySet().stream()
            .filter(argument -> !LONG.contains(argument.getKey()))
            .map(LineageSection::text)
            .collect(Collectors.joining(", "));
    return arguments.isEmpty() ? transform.name() : transform.name() + ": " + arguments;
  }

  private static String text(Map.Entry<String, String> argument) {
    String value = argument.getValue();
    return argument.getKey()
        + " "
        + (value.length() > LONGEST ? value.substring(0, LONGEST) + "\u2026" : value);
  }
}
