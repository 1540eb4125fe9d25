package graft.cli;

import static java.util.stream.Collectors.joining;

import graft.settings.Setting;
import graft.settings.SettingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What {@code graft info} says of the environment variables: those that are set, and the others.
 */
record SettingRows(List<String> lines, boolean sound) {
  private static final String PREFIX = "GRAFT_";

  SettingRows {
    lines = List.copyOf(lines);
  }

  static SettingRows of(Map<String, String> environment) {
    List<String> lines = new ArrayList<>();
    boolean sound = true;
    for (Setting setting : Setting.values()) {
      try {
        setting.soundIn(environment).ifPresent(text -> lines.add(setting + "=" + text));
      } catch (SettingException e) {
        sound = false;
        lines.add(e.getMessage());
      }
    }
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !Setting.isOne(name)) {
        lines.add(name + " is none of Graft's variables");
      }
    }
    String unset =
        Arrays.stream(Setting.values())
            .filter(setting -> setting.in(environment).isEmpty())
            .map(Enum::name)
            .collect(joining(", "));
    if (!unset.isEmpty()) {
      lines.add("not set: " + unset);
    }
    return new SettingRows(lines, sound);
  }
}
