package graft.train;

import graft.model.Shares;
import graft.nn.Following;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a checkpoint says of a network that grew: births, and how it follows its teacher. */
final class GrowthBlocks {
  private static final String BIRTHS = "births/";
  private static final String FOLLOWING = "following/steps";
  private static final String INPUTS = "following/inputs/";
  private static final String UNITS = "following/units/";

  private GrowthBlocks() {}

  static void write(TrainingState state, CheckpointWriter to) {
    state.births().forEach((name, birth) -> to.longs(BIRTHS + name, birth));
    state
        .following()
        .ifPresent(
            following -> {
              to.longs(FOLLOWING, following.from(), following.steps());
              // In an order of their own, so that a state that was read makes the same file.
              new TreeMap<>(following.shares()).forEach((name, shares) -> write(name, shares, to));
            });
  }

  private static void write(String name, Shares shares, CheckpointWriter to) {
    if (shares.inputs().length > 0) {
      to.doubles(INPUTS + name, shares.inputs());
    }
    if (shares.units().length > 0) {
      to.doubles(UNITS + name, shares.units());
    }
  }

  static Map<String, Long> births(CheckpointReader from) throws IOException {
    Map<String, Long> births = new LinkedHashMap<>();
    for (String name : from.names(BIRTHS)) {
      births.put(name, from.longs(BIRTHS + name)[0]);
    }
    return births;
  }

  /**
   * Empty if it follows none.
   *
   * @throws IndexOutOfBoundsException if the blocks do not go together
   */
  static Optional<Following> following(CheckpointReader from) throws IOException {
    if (from.names(FOLLOWING).isEmpty()) {
      return Optional.empty();
    }
    Set<String> inputs = from.names(INPUTS);
    Set<String> units = from.names(UNITS);
    Set<String> names = new LinkedHashSet<>(inputs);
    names.addAll(units);
    Map<String, Shares> shares = new LinkedHashMap<>();
    for (String name : names) {
      shares.put(
          name,
          new Shares(
              inputs.contains(name) ? from.doubles(INPUTS + name) : new double[0],
              units.contains(name) ? from.doubles(UNITS + name) : new double[0]));
    }
    long[] steps = from.longs(FOLLOWING);
    return Optional.of(new Following(steps[0], steps[1], shares));
  }
}
