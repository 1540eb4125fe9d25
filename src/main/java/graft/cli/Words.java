package graft.cli;

import java.util.Locale;

/** How an enum's values are written on the command line. */
final class Words {
  private Words() {}

  /** {@code RANDOM_PAD} as {@code random-pad}. */
  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
