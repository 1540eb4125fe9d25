package graft.report;

import graft.experiment.Runs;
import graft.files.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of a page's networks grew from which: a model's file names its parents by SHA-256. */
final class Ancestry {
  private final Map<Member, Member> parents = new HashMap<>();

  private Ancestry() {}

  static Ancestry of(List<Member> members) {
    Ancestry ancestry = new Ancestry();
    Map<String, Member> byFile = new HashMap<>();
    for (Member member : members) {
      member.detail().flatMap(Detail::sha256).ifPresent(sha -> byFile.put(sha, member));
    }
    for (Member member : members) {
      parent(member, byFile, members)
          .filter(parent -> !parent.equals(member) && !ancestry.line(parent).contains(member))
          .ifPresent(parent -> ancestry.parents.put(member, parent));
    }
    return ancestry;
  }

  /** The nearest that is on the page. */
  private static Optional<Member> parent(
      Member member, Map<String, Member> byFile, List<Member> members) {
    List<Lineage.Parent> named = member.parents();
    for (int i = named.size() - 1; i >= 0; i--) {
      Member found = byFile.get(named.get(i).sha256());
      if (found != null) {
        return Optional.of(found);
      }
    }
    return named.isEmpty() ? teacher(member, members) : Optional.empty();
  }

  /** Of an experiment that tells no lineage: its runs are known. */
  private static Optional<Member> teacher(Member student, List<Member> members) {
    boolean isStudent =
        Runs.STUDENTS.stream().anyMatch(run -> run.title().equals(student.network().run()));
    return members.stream()
        .filter(
            other ->
                isStudent
                    && other.run().folder().equals(student.run().folder())
                    && other.network().seed().equals(student.network().seed())
                    && other.network().run().equals(Runs.TEACHER.title()))
        .findFirst();
  }

  /** What a network grew from, if that is on the page. */
  Optional<Member> parent(Member member) {
    return Optional.ofNullable(parents.get(member));
  }

  /** A network and what it grew from, itself first. */
  List<Member> line(Member member) {
    List<Member> line = new ArrayList<>();
    Set<Member> seen = new HashSet<>();
    for (Optional<Member> at = Optional.of(member);
        at.isPresent() && seen.add(at.get());
        at = parent(at.get())) {
      line.add(at.get());
    }
    return line;
  }

  /** Epochs that were trained before it by those that it grew from. */
  int epochsBefore(Member member) {
    return line(member).stream().skip(1).mapToInt(m -> m.history().epochs().size()).sum();
  }

  /** Steps that were trained before it by those that it grew from, as far as they are known. */
  int stepsBefore(Member member) {
    return line(member).stream().skip(1).mapToInt(Member::steps).sum();
  }
}
