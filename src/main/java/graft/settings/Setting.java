package graft.settings;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An environment variable of Graft. One that is empty counts as not set. The software device reads
 * those that are its own by itself, by the same forms ({@code runtime/settings.cpp}).
 */
public enum Setting {
  GRAFT_DATA(".*", "a folder of data"),
  GRAFT_THREADS(
      "[0-9]{1,9}",
      "a whole number from 1 to " + Setting.MOST_THREADS + ", the cores that compute"),
  GRAFT_SOFTWARE_MEMORY("[0-9]{1,18}[KMGkmg]?", "a number of bytes, such as 512M or 4G"),
  GRAFT_SOFTWARE_CUDNN("[89]", "8 or 9, the version of cuDNN that the software device answers as"),
  GRAFT_CHECK("(memory|race)(,(memory|race))*", "memory, race or memory,race"),
  GRAFT_FAULTS("context", "context"),
  GRAFT_SOFTWARE_FAIL(
      Setting.FAILURE + "(," + Setting.FAILURE + ")*",
      "FUNCTION=STATUS, FUNCTION=hang, FUNCTION=crash or FUNCTION=wrong, or several of them with"
          + " commas between"),
  GRAFT_NVIDIA_LIBS(".*", "a folder of NVIDIA's libraries, for make test-nvidia");

  /** More than any machine's cores, and few enough for every system. */
  static final int MOST_THREADS = 1024;

  static final String FAILURE = "[^=,]+=([0-9]{1,5}|hang|crash|wrong)";

  @SuppressWarnings("ImmutableEnumChecker") // a Pattern is
  private final Pattern form;

  private final String expected;

  Setting(String form, String expected) {
    this.form = Pattern.compile(form, Pattern.DOTALL);
    this.expected = expected;
  }

  /** Whether a variable is one of Graft's. */
  public static boolean isOne(String name) {
    return Arrays.stream(values()).anyMatch(setting -> setting.name().equals(name));
  }

  /** What it may be, for messages. */
  public String expected() {
    return expected;
  }

  /** What it is set to; empty where it is not. Its form is not looked at. */
  public Optional<String> in(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(name())).filter(text -> !text.isEmpty());
  }

  /**
   * What it is set to; empty where it is not.
   *
   * @throws SettingException if that is not of its form
   */
  public Optional<String> soundIn(Map<String, String> environment) {
    Optional<String> text = in(environment);
    if (text.isPresent() && !isSound(text.get())) {
      throw new SettingException(name() + ": found '" + text.get() + "', expected " + expected);
    }
    return text;
  }

  private boolean isSound(String text) {
    if (!form.matcher(text).matches()) {
      return false;
    }
    return switch (this) {
      case GRAFT_DATA, GRAFT_NVIDIA_LIBS -> !text.isBlank();
      case GRAFT_THREADS -> Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST_THREADS;
      case GRAFT_SOFTWARE_MEMORY -> isPositiveSize(text);
      default -> true;
    };
  }

  /** Whether the bytes fit into a signed number of 64 bits. */
  private static boolean isPositiveSize(String text) {
    int unit = "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1))) + 1;
    long number = Long.parseLong(unit == 0 ? text : text.substring(0, text.length() - 1));
    return number >= 1 && number <= (Long.MAX_VALUE >> (10 * unit));
  }

  /**
   * Checks all that are set.
   *
   * @throws SettingException if one is not of its form, naming the first such
   */
  public static void requireSound(Map<String, String> environment) {
    Arrays.stream(values()).forEach(setting -> setting.soundIn(environment));
  }
}
