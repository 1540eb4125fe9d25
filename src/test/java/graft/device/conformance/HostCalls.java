package graft.device.conformance;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * The words of lines of calls, as {@link Calls} takes them, of the functions that need no GPU: with
 * good arguments, and now and then a bad one. Never drawn is what NVIDIA's documentation leaves
 * undefined and its library answers by reading or writing where it may not: an object that was
 * destroyed, the size of a null descriptor, more than nine dimensions for packed strides, or two in
 * NHWC (cuDNN 9 takes them and leaves a stride as it was in memory), fewer than two dimensions
 * asked of a descriptor in NCHW_VECT_C, or a rank refused for one, a null tensor for the output
 * size of a pooling, and the output size of a pooling or convolution that was not set.
 */
final class HostCalls {
  private static final int FLOAT = 0;

  /** A word for each output, which the call must overwrite. */
  static final String OUT = "[-77]";

  static final String EIGHT_OUT = "[-77,-77,-77,-77,-77,-77,-77,-77]";

  private HostCalls() {}

  // Arguments

  static Arbitrary<Integer> mostly(Arbitrary<Integer> good, Integer... rare) {
    return Arbitraries.frequencyOf(
        Tuple.of(rare.length == 0 ? 1 : 24, good), Tuple.of(1, Arbitraries.of(rare)));
  }

  static Arbitrary<Integer> extent() {
    return mostly(
        Arbitraries.integers().between(1, 70),
        0,
        -1,
        -5,
        Integer.MIN_VALUE,
        255,
        1 << 12,
        46_341,
        1 << 16,
        (1 << 16) + 1,
        1 << 30,
        Integer.MAX_VALUE);
  }

  static Arbitrary<Integer> step() {
    return mostly(
        Arbitraries.integers().between(1, 4), 0, -1, 9, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE);
  }

  static Arbitrary<Integer> padding() {
    return mostly(
        Arbitraries.integers().between(0, 4),
        -1,
        -3,
        7,
        1000,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE);
  }

  /** A constant of an enumeration of so many; now and then none of them. */
  static Arbitrary<Integer> oneOf(int count) {
    return mostly(Arbitraries.integers().between(0, count - 1), -1, count, count + 1, 77);
  }

  static Arbitrary<Integer> dataType() {
    return Arbitraries.oneOf(Arbitraries.just(FLOAT), oneOf(14));
  }

  static Arbitrary<Integer> format() {
    return oneOf(3);
  }

  static Arbitrary<Integer> stride() {
    return mostly(
        Arbitraries.integers().between(1, 5000),
        0,
        -1,
        -60,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1 << 30);
  }

  static Arbitrary<String> array(Arbitrary<Integer> element) {
    return element
        .list()
        .ofSize(8)
        .map(list -> list.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }

  static Arbitrary<String> text(Arbitrary<?> values) {
    return values.map(String::valueOf);
  }

  static Arbitrary<String> times(Arbitrary<Integer> value, int count) {
    return value
        .list()
        .ofSize(count)
        .map(list -> list.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  // Calls

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static Arbitrary<String> call(String start, Arbitrary<String>... arguments) {
    return Combinators.combine(List.of(arguments))
        .as(words -> start + " " + String.join(" ", words));
  }

  static Arbitrary<String> fixed(String call) {
    return Arbitraries.just(call);
  }

  static Arbitrary<String> inTurn(Stream<Arbitrary<String>> calls) {
    return Combinators.combine(calls.toList()).as(lines -> String.join("; ", lines));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static Arbitrary<String> inTurn(Arbitrary<String>... calls) {
    return inTurn(Stream.of(calls));
  }

  static Arbitrary<String> lines(Arbitrary<String> call) {
    return call.list().ofMinSize(1).ofMaxSize(6).map(calls -> String.join("; ", calls));
  }

  static String creation(String kind, String name) {
    return "cudnnCreate" + kind + "Descriptor " + name + "; ";
  }
}
