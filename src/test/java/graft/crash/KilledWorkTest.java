package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that write whatever Graft writes are killed at moments that follow from a seed, alone
 * or two at a time in one folder. Behind each kill all that has its final name is whole and nothing
 * that was finished is lost; the next process goes on, and sweeps what was left aside. {@code make
 * test-crash} kills 150 of them.
 */
@SoftwareOnly("it starts many processes")
class KilledWorkTest {
  private static final int KILLS = Integer.getInteger("graft.test.work.kills", 2);
  private static final long SEED = Long.getLong("graft.test.seed", 1);
  private static final long MOST_NANOS = 1_000_000_000;

  @TempDir private Path parent;
  private final Random random = new Random(SEED);

  /** A kind of work in its folder, and what was seen of it. */
  private static final class Case {
    final Work work;
    final Path folder;
    final Done done = new Done();

    /**
     * The rounds in which processes were killed: of two, the other may have finished such a one.
     */
    int firstKilled = Integer.MAX_VALUE;

    int lastKilled;
    int kills;
    int pairs;
    int inside;

    Case(Work work, Path folder) {
      this.work = work;
      this.folder = folder;
    }

    void killed(Worker worker) {
      firstKilled = Math.min(firstKilled, worker.round());
      lastKilled = Math.max(lastKilled, worker.round());
    }
  }

  @Test
  void whatHasItsNameIsWholeAndTheNextStartSweeps() throws Exception {
    Map<String, Case> cases = new LinkedHashMap<>();
    try {
      for (int kill = 1; kill <= KILLS; kill++) {
        String kind = Works.names().get((kill - 1) % Works.names().size());
        if (!cases.containsKey(kind)) {
          cases.put(kind, prepared(Works.named(kind)));
        }
        kill(kill, Optional.ofNullable(cases.get(kind)).orElseThrow());
      }
      for (Case each : cases.values()) {
        lastStart(each);
      }
    } finally {
      for (Case each : cases.values()) {
        if (each.work instanceof AutoCloseable open) {
          open.close();
        }
      }
    }
    table(cases);
  }

  private Case prepared(Work work) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(work.name()));
    Files.createDirectories(folder.resolve("tmp"));
    work.prepare(folder);
    Case prepared = new Case(work, folder);
    work.judgeEnd(folder, prepared.done);
    return prepared;
  }

  private void kill(int number, Case on) throws Exception {
    boolean pair = random.nextInt(3) == 0;
    boolean both = random.nextBoolean();
    List<Worker> workers = new ArrayList<>();
    try {
      long nanos = start(on, pair, workers);
      long moment = (long) (random.nextDouble() * Math.min(nanos, MOST_NANOS));
      for (Worker worker : workers) {
        worker.tell();
      }
      LockSupport.parkNanos(moment);
      workers.get(0).kill();
      on.killed(workers.get(0));
      String also = "";
      if (pair && both) {
        workers.get(1).kill();
        on.killed(workers.get(1));
        also = ", both of two";
      } else if (pair) {
        workers.get(1).end();
        also = ", one of two";
      }
      int aside = Leftovers.below(on.folder).size();
      System.out.printf(
          Locale.ROOT,
          "kill %3d of seed %d: %-9s %7.2f ms behind a first round%s; %s%n",
          number,
          SEED,
          on.work.name(),
          moment / 1e6,
          also,
          aside == 0 ? "nothing left aside" : aside + " left aside");
      on.kills++;
      on.pairs += pair ? 1 : 0;
      on.inside += aside == 0 ? 0 : 1;
      heed(on, workers);
      on.work.judge(on.folder, on.done);
    } finally {
      workers.forEach(Worker::close);
    }
  }

  /**
   * Starts what goes on where the last ones were killed, of two perhaps in rounds of their own, and
   * looks at what these rounds left: who writes a file sweeps what was left of it.
   */
  private static long start(Case on, boolean pair, List<Worker> workers) throws Exception {
    int next = on.done.next();
    int first = Math.min(next, on.firstKilled);
    int last = Math.max(next, on.lastKilled);
    on.firstKilled = Integer.MAX_VALUE;
    workers.add(new Worker(on.work, on.folder, 0, first, last));
    if (pair) {
      workers.add(new Worker(on.work, on.folder, 1, first, last));
    }
    long nanos = 0;
    for (Worker worker : workers) {
      nanos = Math.max(nanos, worker.awaitReady());
    }
    heed(on, workers);
    on.work.judgeEnd(on.folder, on.done);
    assertThat(Leftovers.below(on.folder)).as("%s: swept", on.work.name()).isEmpty();
    return nanos;
  }

  private static void heed(Case on, List<Worker> workers) {
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      for (int round : worker.takeFinished()) {
        on.done.add(i, round);
      }
      boolean mayBeRefused = workers.size() == 2 && on.work.refusesASecond();
      assertThat(mayBeRefused ? 0 : worker.refused()).as(worker.said().toString()).isZero();
    }
  }

  private static void lastStart(Case on) throws Exception {
    List<Worker> workers = new ArrayList<>();
    try {
      start(on, false, workers);
      workers.get(0).tell();
      workers.get(0).end();
    } finally {
      workers.forEach(Worker::close);
    }
  }

  private static void table(Map<String, Case> cases) {
    System.out.println("kind       kills  of two  left aside  whole rounds");
    cases.forEach(
        (name, each) ->
            System.out.printf(
                Locale.ROOT,
                "%-9s  %5d  %6d  %10d  %12d%n",
                name,
                each.kills,
                each.pairs,
                each.inside,
                each.done.rounds().size()));
    System.out.printf(
        Locale.ROOT,
        "all        %5d  %6d  %10d  %12d%n",
        cases.values().stream().mapToInt(it -> it.kills).sum(),
        cases.values().stream().mapToInt(it -> it.pairs).sum(),
        cases.values().stream().mapToInt(it -> it.inside).sum(),
        cases.values().stream().mapToInt(it -> it.done.rounds().size()).sum());
  }
}
