package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands dy on to inputs whose gradient it is: no call where dy's place is the input's too. */
final class GradientPassing {
  private final Device device;
  private final Kernel accumulate;

  GradientPassing(Device device) {
    this.device = device;
    this.accumulate = device.kernel("accumulate");
  }

  List<Call> calls(Wiring wiring) {
    Tensor dy = wiring.dy();
    List<Call> calls = new ArrayList<>();
    for (Optional<Gradient> input : wiring.inputGradients()) {
      input.flatMap(dx -> call(dy, dx)).ifPresent(calls::add);
    }
    return calls;
  }

  private Optional<Call> call(Tensor dy, Gradient dx) {
    Tensor target = dx.tensor();
    long elements = dy.shape().elements();
    return switch (dx.delivery()) {
      case IN_PLACE -> Optional.empty();
      case OVERWRITE ->
          Optional.of(
              Call.of(
                  Cost.of("cuMemcpyDtoDAsync", 0, dy, target),
                  () -> device.stream().copy(dy.pointer(), target.pointer(), dy.bytes())));
      case ACCUMULATE ->
          Optional.of(
              Call.of(
                  Cost.of(accumulate.name(), elements, dy).plusGradient(dx),
                  () ->
                      accumulate.launch(
                          LaunchShape.forElements(elements),
                          dy.pointer(),
                          target.pointer(),
                          elements)));
    };
  }
}
