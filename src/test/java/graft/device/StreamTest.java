package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamTest {
  // More than one staging buffer, and no multiple of it.
  private static final int MANY = (2 * Staging.BYTES + 12) / Float.BYTES;

  private static Device device;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {
    device.close();
  }

  @Test
  void floatsComeBack() {
    float[] sent = TestDevice.random(1, MANY);
    try (Memory memory = TestDevice.put(device, "floats", sent)) {
      assertThat(TestDevice.get(device, memory)).isEqualTo(sent);
    }
  }

  @Test
  void intsBytesDoublesAndLongsComeBack() {
    byte[] bytes = new byte[2 * Staging.BYTES + 24];
    new Random(2).nextBytes(bytes);
    try (Memory memory = device.allocate(bytes.length, "bytes")) {
      device.stream().upload(bytes, memory.pointer());
      byte[] same = new byte[bytes.length];
      device.stream().download(memory.pointer(), same);
      assertThat(same).isEqualTo(bytes);

      var buffer = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.nativeOrder());
      double[] doubles = new double[bytes.length / 8];
      device.stream().download(memory.pointer(), doubles);
      long[] longs = new long[bytes.length / 8];
      device.stream().download(memory.pointer(), longs);
      int[] ints = new int[bytes.length / 4];
      device.stream().download(memory.pointer(), ints);
      for (int i : new int[] {0, 1, longs.length / 2, longs.length - 1}) {
        assertThat(longs[i]).isEqualTo(buffer.getLong(8 * i));
        assertThat(Double.doubleToRawLongBits(doubles[i])).isEqualTo(buffer.getLong(8 * i));
        assertThat(ints[2 * i + 1]).isEqualTo(buffer.getInt(8 * i + 4));
      }

      int[] sent = new Random(3).ints(ints.length).toArray();
      device.stream().upload(sent, memory.pointer());
      device.stream().download(memory.pointer(), ints);
      assertThat(ints).isEqualTo(sent);
    }
  }

  @Test
  void nothingIsCopiedOfAnEmptyArray() {
    try (Memory memory = device.allocate(4, "one")) {
      device.stream().upload(new float[0], memory.at(4));
      device.stream().download(memory.at(4), new float[0]);
    }
  }

  @Test
  void copiesAndFillsTouchTheirBytesOnly() {
    float[] ones = {1, 2, 3, 4, 5, 6};
    try (Memory from = TestDevice.put(device, "from", ones);
        Memory to = TestDevice.put(device, "to", new float[] {9, 9, 9, 9, 9, 9})) {
      device.stream().copy(from.at(4), to.at(8), 8);
      device.stream().clear(to.at(20), 4);
      assertThat(TestDevice.get(device, to)).containsExactly(9, 9, 2, 3, 9, 0);
    }
  }

  @Test
  void copiesThatDoNotFitAreRefused() {
    try (Memory memory = device.allocate(16, "labels")) {
      assertThatThrownBy(() -> device.stream().upload(new int[5], memory.pointer()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the target of an upload needs 20 bytes, found 16 bytes left at offset 0 of memory"
                  + " 'labels' of 16 bytes");
      assertThatThrownBy(() -> device.stream().download(memory.at(12), new double[1]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> device.stream().copy(memory.pointer(), DevicePointer.NULL, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("null device pointer");
    }
  }

  @Test
  void eventsMeasureTheWorkBetweenThem() {
    try (Memory memory = device.allocate(256 << 20, "much");
        Event before = device.stream().record()) {
      device.stream().clear(memory.pointer(), memory.bytes());
      try (Event after = device.stream().record()) {
        after.synchronize();
        assertThat(after.millisSince(before)).isGreaterThan(0.01f);
        assertThat(before.millisSince(before)).isZero();
      }
    }
  }

  @Test
  void anotherThreadMayUseTheDevice() throws InterruptedException {
    float[] sent = {4, 5};
    float[] back = new float[2];
    Thread thread =
        new Thread(
            () -> {
              try (Memory memory = TestDevice.put(device, "from a thread", sent)) {
                device.stream().download(memory.pointer(), back);
              }
            });
    thread.start();
    thread.join();
    assertThat(back).isEqualTo(sent);
  }

  @Test
  void twoDevicesMayBeOpen() {
    try (Memory memory = TestDevice.put(device, "first", new float[] {1})) {
      try (Device second = TestDevice.open();
          Memory other = TestDevice.put(second, "second", new float[] {2})) {
        assertThat(TestDevice.get(device, memory)).containsExactly(1);
        assertThat(TestDevice.get(second, other)).containsExactly(2);
      }
      assertThat(TestDevice.get(device, memory))
          .as("a device's end is not another's")
          .containsExactly(1);
      assertThat(StandardError.during(memory::close)).isEmpty();
    }
  }
}
