package graft.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PyTorch takes what Graft wrote for it, strictly, and what is kept of it is what it gives now. */
class ResidualModuleTest {
  private static final Path KEPT =
      Path.of(System.getProperty("graft.root", ".."))
          .resolve("src/test/resources/graft/exchange/torch");

  @BeforeAll
  static void oneThread() {
    torch.set_num_threads(1);
  }

  @Test
  void keptFiguresAreThoseOfNow() throws IOException {
    Figures now = ResidualModule.compute(KEPT);
    Figures kept = Figures.read(KEPT.resolve(ResidualModule.NAME + GoldenFiles.SUFFIX));

    assertThat(kept.about()).isEqualTo(now.about());
    assertThat(kept.tensors().get("input").difference(now.tensors().get("input"))).isZero();
    assertThat(kept.tensors().get("output").difference(now.tensors().get("output")))
        .isLessThan(1e-5);
  }

  @Test
  void aStateWithAnotherNameOrShapeIsNotTaken() throws IOException {
    Map<String, Tensor> state = SavedState.read(KEPT.resolve(ResidualModule.NAME + ".safetensors"));
    ResidualModule module = new ResidualModule();
    Tensor bias = state.remove("fc2.bias");
    assertThatThrownBy(() -> module.load(state)).isInstanceOf(IllegalArgumentException.class);
    state.put("fc2.bias", bias.reshape(5, 1));
    assertThatThrownBy(() -> module.load(state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fc2.bias has shape");
  }
}
