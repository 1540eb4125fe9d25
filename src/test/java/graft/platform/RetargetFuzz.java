package graft.platform;

import graft.fuzz.Input;
import java.io.IOException;
import java.util.Arrays;

/** Shared libraries, and what asks one of them for another version of cuDNN. */
public final class RetargetFuzz {
  private static final String FROM = "libcudnn.so.8";
  private static final String TO = "libcudnn.so.9";

  private RetargetFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Input.read(
        input,
        () -> {
          byte[] kept = input.clone();
          byte[] changed = Retarget.of("input.so", input, FROM, TO);
          Input.require(Arrays.equals(kept, input), "the file itself is changed");
          Input.require(changed.length == input.length, "another length");
          Input.require(
              new ElfFile("changed.so", changed).needed().contains(TO),
              "it does not ask for " + TO);
          Input.require(
              Arrays.equals(Retarget.of("changed.so", changed, TO, FROM), input),
              "the way back leads elsewhere");
        },
        DeviceUnavailableException.class);
  }
}
