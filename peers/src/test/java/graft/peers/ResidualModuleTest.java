package graft.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PyTorch takes what Graft wrote for it, strictly, and what is kept of it is what it gives now. */
class ResidualModuleTest {
  private static final Path KEPT =
      Path.of(System.getProperty("graft.root", ".."))
          .resolve("src/test/resources/graft/exchange/torch");

  @BeforeAll
  static void prepare() {
    Torch.forFigures();
  }

  static List<String> names() {
    return ResidualModule.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void keptFiguresAreThoseOfNow(String name) throws IOException {
    Figures now = ResidualModule.compute(KEPT, name);
    Figures kept = Figures.read(KEPT.resolve(name + GoldenFiles.SUFFIX));

    assertThat(kept.about()).isEqualTo(now.about());
    assertThat(kept.tensors().get("input").difference(now.tensors().get("input"))).isZero();
    assertThat(kept.tensors().get("output").difference(now.tensors().get("output")))
        .isLessThan(1e-5);
  }

  /** Graft widened the one into the other. */
  @Test
  void theWiderModuleGivesTheSame() throws IOException {
    Figure first = ResidualModule.compute(KEPT, "residual").tensors().get("output");
    Figure wider = ResidualModule.compute(KEPT, "residual-wider").tensors().get("output");
    assertThat(first.difference(wider)).isLessThan(1e-5);
  }

  @Test
  void aStateWithAnotherNameOrShapeIsNotTaken() throws IOException {
    String name = ResidualModule.NAMES.get(0);
    Map<String, Tensor> state = SavedState.read(KEPT.resolve(name + ".safetensors"));
    ResidualModule module = ResidualModule.of(name);
    assertThatThrownBy(() -> ResidualModule.of("residual-wider").load(state))
        .hasMessageContaining("has shape");
    Tensor bias = state.remove("fc2.bias");
    assertThatThrownBy(() -> module.load(state)).isInstanceOf(IllegalArgumentException.class);
    state.put("fc2.bias", bias.reshape(5, 1));
    assertThatThrownBy(() -> module.load(state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fc2.bias has shape");
  }
}
