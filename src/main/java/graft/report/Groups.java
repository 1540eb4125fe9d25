package graft.report;

import graft.files.Lineage.Transform;
import graft.model.NetworkSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts those networks of runs together that differ in nothing but their seed. */
final class Groups {
  private static final String SEED = "seed";

  /** What differs from run to run of the same. */
  private static final Set<String> TIMES = Set.of("started", "ended", "finished");

  private static final int SHORTEST_NAME = 3;

  private Groups() {}

  /** What networks of a group have in common. */
  private record Likeness(
      String run,
      Map<String, String> settings,
      Map<String, String> environment,
      RecordedData data,
      Optional<NetworkSpec> network,
      OptionalLong parameters,
      List<Transform> transforms) {}

  /** The groups, in the order of their first members. */
  static List<Group> of(List<Member> members) {
    Map<Likeness, List<Member>> alike = new LinkedHashMap<>();
    for (Member member : members) {
      List<Member> same = alike.computeIfAbsent(likeness(member), unused -> new ArrayList<>());
      same.add(member);
    }
    List<List<Member>> groups = new ArrayList<>();
    alike.values().forEach(same -> groups.addAll(bySeed(same)));
    boolean one = members.stream().map(m -> m.run().folder()).distinct().count() == 1;
    Map<String, Integer> titles = new HashMap<>();
    groups.forEach(group -> titles.merge(group.get(0).network().run(), 1, Integer::sum));
    List<Group> named = new ArrayList<>();
    for (List<Member> group : groups) {
      String title = group.get(0).network().run();
      boolean told = !title.equals(RecordedNetwork.MODEL) && (one || titles.get(title) == 1);
      named.add(new Group(told ? title : name(group, title), group));
    }
    return unique(named);
  }

  private static Likeness likeness(Member member) {
    Map<String, String> settings = new LinkedHashMap<>(member.run().settings());
    settings.remove(SEED);
    Map<String, String> environment = new LinkedHashMap<>(member.run().environment());
    environment.keySet().removeAll(TIMES);
    RecordedData data = member.run().data();
    return new Likeness(
        member.network().run(),
        settings,
        environment,
        new RecordedData(data.name(), "", data.sha256(), data.training(), data.validation()),
        member.spec(),
        member.network().parameters(),
        member
            .lineage()
            .map(lineage -> lineage.transforms().stream().map(Groups::plain).toList())
            .orElse(List.of()));
  }

  /** What of a transform does not follow from its seed, its teacher's or a measurement. */
  private static Transform plain(Transform transform) {
    Map<String, String> arguments = new LinkedHashMap<>(transform.arguments());
    arguments.keySet().removeAll(Set.of("copied", "certificate", "seconds", "source"));
    return new Transform(transform.name(), arguments);
  }

  /** Two of one seed are no spread: the second begins a group of its own. */
  private static List<List<Member>> bySeed(List<Member> same) {
    List<List<Member>> groups = new ArrayList<>();
    for (Member member : same) {
      OptionalLong seed = member.network().seed();
      groups.stream()
          .filter(
              group ->
                  seed.isPresent()
                      && group.stream().noneMatch(m -> m.network().seed().equals(seed)))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(member);
    }
    return groups;
  }

  /** By what their folders' names begin with. */
  private static String name(List<Member> group, String title) {
    List<String> folders = group.stream().map(member -> member.run().name()).distinct().toList();
    String common = folders.get(0);
    for (String folder : folders) {
      while (!folder.startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    String trimmed =
        folders.size() == 1
            ? common
            : common.replaceAll("[^\\p{L}\\p{N}]+(seed)?[^\\p{L}\\p{N}]*$", "");
    String name =
        trimmed.length() >= SHORTEST_NAME || folders.size() == 1
            ? trimmed
            : folders.stream().limit(3).collect(Collectors.joining(", "));
    return title.equals(RecordedNetwork.MODEL) ? name : name + ": " + title;
  }

  private static List<Group> unique(List<Group> groups) {
    Map<String, Integer> seen = new HashMap<>();
    List<Group> named = new ArrayList<>();
    for (Group group : groups) {
      int number = seen.merge(group.name(), 1, Integer::sum);
      named.add(
          number == 1 ? group : new Group(group.name() + " (" + number + ")", group.members()));
    }
    return named;
  }
}
