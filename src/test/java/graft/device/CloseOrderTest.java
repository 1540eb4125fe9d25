package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A device and what lives on it, closed in every order, each used again after each close: what is
 * closed is refused in a sentence, what was left open is named, and all of its memory is back.
 */
class CloseOrderTest {
  private static final int SIZE = 256;
  private static final ConvolutionShape CONVOLUTION =
      new ConvolutionShape(1, 5, 5, 1, 1, 3, 3, 1, 1, 1, 1);

  /** Shares the memory, and tells how much of it is free. */
  private Device witness;

  @BeforeEach
  void openWitness() {
    witness = TestDevice.open();
  }

  @AfterEach
  void closeWitness() {
    witness.close();
  }

  /** Something to close, and a use of it. */
  private record Thing(AutoCloseable closeable, Runnable use, String leak) {}

  private static Map<String, Thing> things(Device device) {
    Map<String, Thing> things = new LinkedHashMap<>();
    Memory memory = TestDevice.put(device, "numbers", new float[SIZE]);
    Event event = device.stream().record();
    Kernel relu = device.kernel("relu");
    Runnable launch =
        () -> relu.launch(LaunchShape.single(), memory.pointer(), memory.pointer(), (long) SIZE);
    launch.run();
    Graph graph =
        device.stream()
            .capture(
                () -> {
                  launch.run();
                  device.stream().clear(memory.pointer(), SIZE);
                });
    Convolution convolution = device.dnn().planConvolution(CONVOLUTION);
    things.put("device", new Thing(device, () -> device.stream().synchronize(), ""));
    things.put("memory", new Thing(memory, launch, "memory 'numbers'"));
    things.put("event", new Thing(event, event::synchronize, "event"));
    things.put("graph", new Thing(graph, graph::launch, "graph of 2 nodes"));
    things.put(
        "convolution",
        new Thing(
            convolution,
            () ->
                convolution.forward(
                    memory.pointer(),
                    memory.pointer(),
                    memory.at(256),
                    new Workspace(memory.at(512), 512)),
            "convolution"));
    return things;
  }

  @Test
  void anyOrderIsFine() throws Exception {
    List<List<String>> orders =
        Orders.of(List.of("device", "memory", "event", "graph", "convolution"));
    assertThat(orders).hasSize(120);
    long free = witness.freeBytes();
    for (List<String> order : orders) {
      closeIn(order);
      if (witness.isSoftware()) { // a GPU's driver keeps some for later
        assertThat(witness.freeBytes()).as("free after %s", order).isEqualTo(free);
      }
    }
  }

  private static void closeIn(List<String> order) throws Exception {
    Map<String, Thing> things = things(TestDevice.open());
    List<String> closed = new ArrayList<>();
    for (String name : order) {
      List<String> left = new ArrayList<>(order.subList(closed.size() + 1, order.size()));
      Thing thing = things.get(name);
      String said = StandardError.during(() -> close(thing));
      closed.add(name);
      if (name.equals("device")) {
        for (String each : left) {
          assertThat(said)
              .as("%s is still open when the device closes, in %s", each, order)
              .contains("not closed before its device: " + things.get(each).leak());
        }
      } else {
        assertThat(said).as("%s in %s", name, order).isEmpty();
      }
      close(thing); // again
      for (Map.Entry<String, Thing> each : things.entrySet()) {
        use(each.getKey(), each.getValue(), closed, order);
      }
    }
  }

  private static void close(Thing thing) {
    try {
      thing.closeable().close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What is closed, or whose device or memory is, is refused; all else works. */
  private static void use(String name, Thing thing, List<String> closed, List<String> order) {
    boolean usesMemory = !List.of("device", "event").contains(name);
    boolean gone =
        closed.contains(name)
            || closed.contains("device")
            || (usesMemory && closed.contains("memory"));
    try {
      thing.use().run();
      assertThat(gone).as("%s is used after %s of %s", name, closed, order).isFalse();
    } catch (IllegalStateException e) {
      assertThat(gone).as("%s is refused after %s of %s: %s", name, closed, order, e).isTrue();
      assertThat(e).hasMessageContaining("is used after it was closed");
    }
  }
}
