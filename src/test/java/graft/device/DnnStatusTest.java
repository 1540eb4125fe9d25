package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers of both versions of cuDNN, with neither at hand. */
class DnnStatusTest {
  @Test
  void namesAreThoseOfTheVersionThatTheNumberIsFrom() {
    assertThat(DnnStatus.name(0)).isEqualTo("CUDNN_STATUS_SUCCESS");
    assertThat(DnnStatus.name(3)).isEqualTo("CUDNN_STATUS_BAD_PARAM");
    assertThat(DnnStatus.name(9)).isEqualTo("CUDNN_STATUS_NOT_SUPPORTED");
    assertThat(DnnStatus.name(1001)).isEqualTo("CUDNN_STATUS_NOT_INITIALIZED");
    assertThat(DnnStatus.name(2000)).isEqualTo("CUDNN_STATUS_BAD_PARAM");
    assertThat(DnnStatus.name(3007)).isEqualTo("CUDNN_STATUS_NOT_SUPPORTED_ARCH_MISMATCH");
    assertThat(DnnStatus.name(5003)).isEqualTo("CUDNN_STATUS_EXECUTION_FAILED_CUDART");
  }

  @Test
  void whatALaterVersionAddsHasTheNameOfItsCategory() {
    assertThat(DnnStatus.name(3999)).isEqualTo("CUDNN_STATUS_NOT_SUPPORTED");
    assertThat(DnnStatus.name(4999)).isEqualTo("CUDNN_STATUS_INTERNAL_ERROR");
    assertThat(DnnStatus.name(9000)).isEqualTo("CUDNN_STATUS_UNKNOWN");
  }

  @Test
  void allOfTheThirdThousandIsNotSupported() {
    assertThat(List.of(9, 3000, 3004, 3999))
        .allSatisfy(status -> assertThat(DnnStatus.isNotSupported(status)).isTrue());
    assertThat(List.of(0, 3, 8, 10, 1001, 2000, 2999, 4000, 5000))
        .allSatisfy(status -> assertThat(DnnStatus.isNotSupported(status)).isFalse());
  }

  @Test
  void errorsNameTheStatusOfEitherVersion() {
    assertThat(new CudaException(Api.CUDNN, "cudnnX", 3002, "[1]"))
        .hasMessage("cudnnX: CUDNN_STATUS_NOT_SUPPORTED_SHAPE (3002) for [1]");
  }

  @Test
  void versionsAreNumberedOtherwiseFromNineOn() {
    assertThat(DnnStatus.versionText(8600)).isEqualTo("8.6.0");
    assertThat(DnnStatus.versionText(8907)).isEqualTo("8.9.7");
    assertThat(DnnStatus.versionText(90501)).isEqualTo("9.5.1");
    assertThat(DnnStatus.versionText(92400)).isEqualTo("9.24.0");
  }
}
