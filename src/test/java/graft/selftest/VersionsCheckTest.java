package graft.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsCheckTest {
  @Test
  void aStackFitsTogether() {
    assertThat(VersionsCheck.mismatch("11.8", "11.11.3", "8.6.0", "11.8")).isEmpty();
    assertThat(VersionsCheck.mismatch("12.4", "12.6.3", "9.5.1", "12.6")).isEmpty();
    assertThat(VersionsCheck.mismatch("13.0", "13.1.0", "9.24.0", "13.0")).isEmpty();
  }

  /** A driver serves older stacks. */
  @Test
  void aNewerDriverFits() {
    assertThat(VersionsCheck.mismatch("13.0", "11.11.3", "8.6.0", "11.8")).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThat(VersionsCheck.mismatch("13.0", "12.6.3", "9.24.0", "13.0"))
        .hasValue("cuDNN 9.24.0 was built for CUDA 13.0, and cuBLAS 12.6.3 is of CUDA 12");
    assertThat(VersionsCheck.mismatch("12.4", "11.11.3", "8.9.7", "12.2"))
        .hasValue("cuDNN 8.9.7 was built for CUDA 12.2, and cuBLAS 11.11.3 is of CUDA 11");
    assertThat(VersionsCheck.mismatch("12.4", "12.6.3", "8.9.7", "12.2"))
        .hasValue("cuBLAS 12.6.3 and cuDNN 8.9.7 are of two stacks; expected CUDA 12 with cuDNN 9");
    assertThat(VersionsCheck.mismatch("12.4", "13.1.0", "9.24.0", "13.0"))
        .hasValue("the driver supports CUDA 12.4, and cuBLAS 13.1.0 is of CUDA 13");
    assertThat(VersionsCheck.mismatch("14.0", "14.0.1", "10.1.0", "14.0"))
        .hasValue("cuBLAS 14.0.1 is of no stack that Graft knows");
  }
}
