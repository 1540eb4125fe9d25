package graft.train;

import graft.device.Device;
import graft.device.Event;
import graft.device.Graph;
import graft.nn.Call;
import java.util.ArrayList;
import java.util.List;

/**
 * A step as a graph that has an event before the first call and after each: what a call takes amid
 * the others, without the host's time to submit it.
 */
final class TimedStep implements AutoCloseable {
  private final List<Event> moments = new ArrayList<>();
  private final Graph graph;

  TimedStep(Device device, List<Call> calls) {
    try {
      graph =
          device.stream()
              .capture(
                  () -> {
                    moments.add(device.stream().recordInGraph());
                    for (Call call : calls) {
                      call.submit();
                      moments.add(device.stream().recordInGraph());
                    }
                  });
    } catch (RuntimeException e) {
      moments.forEach(Event::close);
      throw e;
    }
  }

  /** Runs the step once and waits for it: microseconds of each call. */
  double[] run() {
    graph.launch();
    double[] micros = new double[moments.size() - 1];
    for (int i = 0; i < micros.length; i++) {
      micros[i] = 1e3 * moments.get(i + 1).millisSince(moments.get(i));
    }
    return micros;
  }

  @Override
  public void close() {
    graph.close();
    moments.forEach(Event::close);
  }
}
