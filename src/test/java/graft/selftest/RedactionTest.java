package graft.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private final Redaction redaction = new Redaction("/home/alice");

  @Test
  void theHomeFolderHasNoName() {
    assertThat(redaction.apply("/home/alice/venv/lib/libcudnn.so.9 and /opt/cuda"))
        .isEqualTo("~/venv/lib/libcudnn.so.9 and /opt/cuda");
    assertThat(new Redaction("/").apply("/opt/cuda")).isEqualTo("/opt/cuda");
  }

  @Test
  void secretsAreLeftOut() {
    assertThat(redaction.apply("-Xmx1g -Dhttps.proxyPassword=hunter2 -Dgraft.debug=true"))
        .isEqualTo("-Xmx1g -Dhttps.proxyPassword=(left out) -Dgraft.debug=true");
    assertThat(redaction.apply("MY_API_KEY=abc MY_TOKEN: def")).doesNotContain("abc", "def");
    assertThat(redaction.apply("https://bob:hunter2@proxy.example/x"))
        .isEqualTo("https://(left out)@proxy.example/x");
  }

  @Test
  void onlyKnownVariablesAreTold() {
    assertThat(
            redaction.environment(
                Map.of(
                    "CUDA_VISIBLE_DEVICES", "1",
                    "LD_LIBRARY_PATH", "/home/alice/lib",
                    "NVIDIA_API_KEY", "nvapi-1",
                    "AWS_SECRET_ACCESS_KEY", "aws-1")))
        .isEqualTo("CUDA_VISIBLE_DEVICES=1\nLD_LIBRARY_PATH=~/lib\n");
  }

  @Test
  void ofACrashReportTheUnknownVariablesAreLeftOut() {
    String report =
        """
        # SIGSEGV (0xb) at pc=0x1, pid=2, tid=3
        VM Arguments:
        java_command: x=y

        Environment Variables:
        PATH=/usr/bin
        USERNAME=alice
        SHELL=/bin/sh

        Signal Handlers:
        SIGSEGV=crash
        """;
    assertThat(redaction.crashReport(report))
        .contains("# SIGSEGV", "java_command: x=y", "PATH=/usr/bin", "SIGSEGV=crash")
        .doesNotContain("alice", "SHELL");
  }
}
