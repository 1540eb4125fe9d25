package graft.settings;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The environment variables of Graft: each of them has the input as its value. */
public final class SettingFuzz {
  private SettingFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    for (Setting setting : Setting.values()) {
      Input.read(
          input,
          () ->
              Input.require(
                  setting.soundIn(Map.of(setting.name(), text)).orElse("").equals(text),
                  "another value"),
          SettingException.class);
    }
  }
}
