package graft.exchange.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.exchange.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a file does not say must be told, and fit. */
class OnnxToldTest {
  @Test
  void whatTheNetworkIsFedMustBeKnown() {
    Path file = OnnxFiguresTest.kept("pytorch-residual.onnx");
    assertThatThrownBy(() -> OnnxReader.read(file, Told.nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not tell what its network is fed");
  }

  @Test
  void whatIsToldIsOfTheNetworksChannels() {
    Path file = OnnxFiguresTest.kept("pytorch-residual.onnx");
    Told two = new Told(Optional.of(List.of(0.5, 0.4)), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> OnnxReader.read(file, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a mean of 2 channels, expected one number or 3");
  }
}
