package graft.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rounds that the workers of a folder have finished. */
public final class Done {
  /**
   * One of them.
   *
   * @param worker 0, or 1 for the second of two
   */
  public record Round(int worker, int number) {}

  private final List<Round> rounds = new ArrayList<>();

  /** The first round, which the test itself has done. */
  Done() {
    add(0, 0);
  }

  void add(int worker, int round) {
    rounds.add(new Round(worker, round));
  }

  /** All of them. */
  public List<Round> rounds() {
    return List.copyOf(rounds);
  }

  /**
   * The highest number. Lower ones are finished too, by one worker or another, but for one at which
   * the second was refused, and went on, while the first was in it and then was killed.
   */
  public int last() {
    return rounds.stream().mapToInt(Round::number).max().orElseThrow();
  }

  /**
   * Rounds of which one was finished after all others, but for those that a killed process could
   * not tell of. Of two workers one may lag behind by some rounds, so it need not be {@link #last}.
   */
  public Set<Integer> latest() {
    int ofFirst = 0;
    int noted = 0; // of the second, where it finished any
    for (Round round : rounds) {
      noted = round.number();
      ofFirst = round.worker() == 0 ? noted : ofFirst;
    }
    return new TreeSet<>(List.of(ofFirst, noted));
  }

  /** Whether one of them has finished it. */
  public boolean has(int round) {
    return rounds.stream().anyMatch(done -> done.number() == round);
  }

  /** The first that none has finished. */
  int next() {
    int round = 0;
    while (has(round)) {
      round++;
    }
    return round;
  }
}
