package graft.device;

import java.nio.charset.StandardCharsets;
import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.JCudaDriver;

/** Captured work that is submitted again by one call. Made by {@link Stream#capture}. */
public final class Graph implements AutoCloseable {
  private static final int LOG_BYTES = 4096;

  private final Context context;
  private final CUgraphExec executable = new CUgraphExec();
  private final int nodes;
  private final List<Ownership.Lifetime> used;
  private final Ownership.Lifetime life;

  /** Takes the captured graph over. */
  Graph(Context context, Ownership ownership, CUgraph captured) {
    this.context = context;
    this.used = context.takeCaptured();
    try {
      this.nodes = count(context, captured);
      if (instantiate(captured, new byte[0]) != 0) {
        byte[] errors = new byte[LOG_BYTES];
        int status = instantiate(captured, errors);
        String found = new String(errors, StandardCharsets.US_ASCII).replace("\0", "").strip();
        context.check(
            Api.DRIVER,
            "cuGraphInstantiate",
            status,
            "a captured graph of " + nodes + " nodes" + (found.isEmpty() ? "" : ": " + found));
      }
    } finally {
      context.quietly("cuGraphDestroy", JCudaDriver.cuGraphDestroy(captured));
    }
    this.life =
        ownership.begin(
            toString(),
            () -> {
              context.enter();
              try {
                context.quietly("cuGraphExecDestroy", JCudaDriver.cuGraphExecDestroy(executable));
              } finally {
                context.leave();
              }
            });
  }

  /**
   * @param log where the driver tells what is wrong. JCuda 11.7 never frees its copy, so it is
   *     asked for only where something is
   */
  private int instantiate(CUgraph captured, byte[] log) {
    return JCudaDriver.cuGraphInstantiate(executable, captured, new CUgraphNode(), log, log.length);
  }

  private static int count(Context context, CUgraph captured) {
    long[] nodes = new long[1];
    int status = JCudaDriver.cuGraphGetNodes(captured, null, nodes);
    context.check(Api.DRIVER, "cuGraphGetNodes", status, "a captured graph");
    return Math.toIntExact(nodes[0]);
  }

  /**
   * Submits all its work; returns at once.
   *
   * @throws IllegalStateException if it was closed, or memory or an event that the work uses
   */
  public void launch() {
    context.enter();
    try {
      life.check();
      for (int i = 0; i < used.size(); i++) { // makes no garbage
        used.get(i).check();
      }
      int status = JCudaDriver.cuGraphLaunch(executable, context.stream());
      if (context.mustSettle(status)) {
        context.settle(Api.DRIVER, "cuGraphLaunch", status, toString());
      }
    } finally {
      context.leave();
    }
  }

  /** The number of kernels, copies and fills. */
  public int nodeCount() {
    return nodes;
  }

  @Override
  public void close() {
    life.close();
  }

  @Override
  public String toString() {
    return "graph of " + nodes + " nodes";
  }
}
