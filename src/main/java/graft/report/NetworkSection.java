package graft.report;

import graft.files.Lineage.Transform;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.page.Folded;
import graft.page.GraphDrawing.Mark;
import graft.page.HtmlTable;
import graft.page.HtmlTable.Column;
import graft.page.HtmlTable.Kind;
import graft.page.Part;
import graft.page.Section;
import graft.page.SideBySide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks, drawn and as tables; what is new or wider than in the teacher stands out. */
final class NetworkSection {
  /** Networks of so many nodes are drawn beside each other. */
  private static final int SMALL = 24;

  private NetworkSection() {}

  static Optional<Section> of(Overview overview) {
    Map<NetworkSpec, List<Group>> same = new LinkedHashMap<>();
    for (Group group : overview.groups()) {
      group.spec().ifPresent(spec -> same.computeIfAbsent(spec, s -> new ArrayList<>()).add(group));
    }
    if (same.isEmpty()) {
      return Optional.empty();
    }
    List<Part> drawings = new ArrayList<>();
    List<Part> tables = new ArrayList<>();
    boolean small = same.keySet().stream().allMatch(spec -> spec.nodes().size() <= SMALL);
    same.forEach(
        (spec, groups) -> {
          Map<String, Mark> marks = marks(groups.get(0), spec, overview);
          String summary = summary(groups, spec);
          if (small || same.size() == 1) {
            drawings.add(NetworkDrawing.of(summary, spec, marks));
          } else {
            boolean grown = marks.values().stream().anyMatch(mark -> mark != Mark.NONE);
            Part drawing = NetworkDrawing.of("Drawing of " + names(groups), spec, marks);
            drawings.add(new Folded(summary, grown, List.of(drawing)));
          }
          tables.add(Folded.of("Each node of " + names(groups), table(names(groups), spec, marks)));
        });
    List<Part> parts = new ArrayList<>();
    if (small) {
      parts.add(new SideBySide(drawings));
    } else {
      parts.addAll(drawings);
    }
    parts.addAll(tables);
    return Optional.of(new Section(same.size() == 1 ? "Network" : "Networks", parts));
  }

  private static String names(List<Group> groups) {
    return Words.list(groups.stream().map(Group::name).toList());
  }

  private static String summary(List<Group> groups, NetworkSpec spec) {
    return "%s: %s nodes, %s parameters"
        .formatted(
            names(groups), Words.count(spec.nodes().size()), Words.count(spec.parameterCount()));
  }

  /** What was not so in the network that it grew from. */
  private static Map<String, Mark> marks(Group group, NetworkSpec spec, Overview overview) {
    Optional<NetworkSpec> teacher = overview.parent(group).flatMap(Group::spec);
    Map<String, Mark> marks = new LinkedHashMap<>();
    for (Node node : spec.nodes()) {
      Mark mark =
          teacher.isPresent()
              ? against(teacher.get(), spec, node)
              : told(recent(group), node.name());
      marks.put(node.name(), mark);
    }
    return marks;
  }

  private static Mark against(NetworkSpec teacher, NetworkSpec spec, Node node) {
    Optional<Node> old =
        teacher.nodes().stream().filter(other -> other.name().equals(node.name())).findFirst();
    if (old.isEmpty()) {
      return Mark.NEW;
    }
    boolean hasUnits = !spec.parametersOf(node).isEmpty();
    boolean wider = spec.shapeOf(node.name()).last() > teacher.shapeOf(node.name()).last();
    return hasUnits && wider ? Mark.WIDER : Mark.NONE;
  }

  /** What was done since the last training before this one. */
  private static List<Transform> recent(Group group) {
    List<Transform> recent = new ArrayList<>();
    group.first().lineage().stream()
        .flatMap(lineage -> lineage.transforms().stream())
        .forEach(
            transform -> {
              if (transform.name().equals("train")) {
                recent.clear();
              } else {
                recent.add(transform);
              }
            });
    return recent;
  }

  /** As the commands widen and deepen say it. */
  private static Mark told(List<Transform> transforms, String node) {
    for (Transform transform : transforms) {
      String behind = transform.arguments().getOrDefault("node", "");
      if (transform.name().equals("deepen") && node.startsWith(behind + "-deeper")) {
        return Mark.NEW;
      }
      if (transform.name().equals("widen") && transform.arguments().containsKey(node)) {
        return Mark.WIDER;
      }
    }
    return Mark.NONE;
  }

  private static HtmlTable table(String name, NetworkSpec spec, Map<String, Mark> marks) {
    List<List<String>> rows = new ArrayList<>();
    for (Node node : spec.nodes()) {
      rows.add(
          List.of(
              node.name(),
              NetworkDrawing.text(node.op()),
              String.join(", ", node.inputs()),
              NetworkDrawing.text(spec.shapeOf(node.name())),
              Words.count(parameters(spec, node)),
              Words.large(Member.flops(spec, node)),
              mark(marks.getOrDefault(node.name(), Mark.NONE))));
    }
    return new HtmlTable(
        "Nodes of " + name,
        false,
        List.of(
            new Column("node", Kind.NAME),
            new Column("op", Kind.TEXT),
            new Column("reads", Kind.TEXT),
            new Column("output", Kind.TEXT),
            new Column("parameters", Kind.NUMBER),
            new Column("FLOPs", Kind.NUMBER),
            new Column("against its teacher", Kind.TEXT)),
        rows.stream().map(HtmlTable.Row::of).toList());
  }

  private static String mark(Mark mark) {
    return switch (mark) {
      case NONE -> "";
      case NEW -> "new";
      case WIDER -> "wider";
    };
  }

  /** Trained numbers of a node. */
  static long parameters(NetworkSpec spec, Node node) {
    return spec.parametersOf(node).stream()
        .map(NodeParameter::parameter)
        .filter(parameter -> parameter.trained())
        .mapToLong(parameter -> parameter.shape().elements())
        .sum();
  }
}
