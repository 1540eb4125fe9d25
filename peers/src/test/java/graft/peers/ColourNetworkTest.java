package graft.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ColourNetworkTest {
  /** Counted by hand: convolutions, two numbers a normalised channel, the dense layer. */
  @Test
  void networksAreThoseOfThePapers() {
    long stem = 3 * 9 * 16;
    long stages = 6 * 9 * 16 * 16 + 9 * (16 * 32 + 5 * 32 * 32) + 9 * (32 * 64 + 5 * 64 * 64);
    long shortcuts = 16 * 32 + 32 * 64;
    long channels = 16 + 6 * 16 + 7 * 32 + 7 * 64;
    assertThat(ColourNetwork.of("resnet20").parameterCount())
        .isEqualTo(stem + stages + shortcuts + 2 * channels + 64 * 10 + 10);
    long convolutions = 9 * (3 * 64 + 64 * 64 + 64 * 128 + 128 * 128 + 128 * 256 + 256 * 256);
    assertThat(ColourNetwork.of("vgg").parameterCount())
        .isEqualTo(convolutions + 2 * 2 * (64 + 128 + 256) + 256 * 10 + 10);
    assertThatThrownBy(() -> ColourNetwork.of("resnet21"))
        .hasMessageContaining("resnet21")
        .hasMessageContaining("resnet20, vgg");
  }

  @Test
  void theyGiveLogitsAndGradients() {
    for (String name : ColourNetwork.names()) {
      ColourNetwork network = ColourNetwork.of(name);
      Tensor logits = network.logits(ColourNetwork.channelsLast(torch.rand(2, 3, 32, 32)));
      assertThat(logits.sizes().vec().get()).containsExactly(2, 10);
      logits.sum().backward();
      for (Tensor parameter : network.trained().get()) {
        assertThat(parameter.grad().defined()).isTrue();
      }
    }
  }

  @Test
  void optionsAreRead() {
    SpeedOptions options = SpeedOptions.parse("--batch", "32,128", "--network", "vgg");
    assertThat(options.batches()).containsExactly(32, 128);
    assertThat(options.networks()).isEqualTo(List.of("vgg"));
    assertThatThrownBy(() -> SpeedOptions.parse("--batch", "0"))
        .hasMessage("--batch is 0, expected 1 or more");
    assertThatThrownBy(() -> SpeedOptions.parse("--network", "lenet"))
        .hasMessageContaining("lenet")
        .hasMessageContaining("resnet20, vgg");
  }
}
