package graft.train;

import graft.device.Device;
import graft.device.Event;
import graft.device.Graph;
import graft.device.Stream;
import graft.nn.Call;
import java.util.ArrayList;
import java.util.List;

/**
 * A step as a graph that has an event before the first call and after each: what a call takes amid
 * the others, without the host's time to submit it.
 */
final class CallTimer implements AutoCloseable {
  private final List<Event> moments = new ArrayList<>();
  private final Graph graph;

  CallTimer(Device device, List<Call> calls) {
    Stream stream = device.stream();
    try {
      // Before the capture: work for the host has no place in it.
      for (int i = 0; i <= calls.size(); i++) {
        moments.add(stream.createEvent());
      }
      graph = stream.capture(() -> submit(calls, stream));
    } catch (RuntimeException e) {
      moments.forEach(Event::close);
      throw e;
    }
  }

  private void submit(List<Call> calls, Stream stream) {
    stream.recordInGraph(moments.get(0));
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).submit();
      stream.recordInGraph(moments.get(i + 1));
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
