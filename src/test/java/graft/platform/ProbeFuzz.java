package graft.platform;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a child process says that asked the driver or tried a GPU: it may have crashed at it. */
public final class ProbeFuzz {
  private ProbeFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Input.read(
        input,
        () -> {
          List<String> lines = new String(input, StandardCharsets.ISO_8859_1).lines().toList();
          int exit = input.length == 0 ? 0 : input[0] & 1;
          Optional<String> failure = ProbeProcess.failure(lines, exit);
          ProbeProcess.Result result = new ProbeProcess.Result(lines, failure);
          DriverProbe.Finding finding = DriverProbe.finding(result);
          Input.require(!finding.usable() || !finding.cards().isEmpty(), "usable without a card");
          finding.cards().forEach(card -> Input.require(!card.text().isEmpty(), "no card"));
          GpuTrial.Verdict verdict = GpuTrial.verdict(result);
          Input.require(failure.isEmpty() || verdict.failure().isPresent(), "a crash passes");
        });
  }
}
