package graft.report;

import graft.model.NetworkSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Networks that were trained alike but for the seed: a line of a chart, a row of a table.
 *
 * @param name what it is called on the page
 * @param members one for each seed
 */
record Group(String name, List<Member> members) {
  Group {
    members = List.copyOf(members);
  }

  /** The one whose details are shown. */
  Member first() {
    return members.get(0);
  }

  boolean hasSeveral() {
    return members.size() > 1;
  }

  Spread spread(ToDoubleFunction<Member> figure) {
    return Spread.of(members.stream().map(figure::applyAsDouble).toList());
  }

  /** How many epochs all of them have. */
  int epochs() {
    return members.stream().mapToInt(m -> m.history().epochs().size()).min().orElseThrow();
  }

  OptionalLong parameters() {
    OptionalLong told = first().network().parameters();
    return told.isPresent()
        ? told
        : spec().map(spec -> OptionalLong.of(spec.parameterCount())).orElse(OptionalLong.empty());
  }

  Optional<NetworkSpec> spec() {
    return first().spec();
  }

  /** The seeds, those that are known: "1, 2, 3". */
  String seeds() {
    return members.stream()
        .filter(member -> member.network().seed().isPresent())
        .map(member -> Long.toString(member.network().seed().getAsLong()))
        .collect(Collectors.joining(", "));
  }
}
