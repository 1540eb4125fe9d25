package graft.files;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which finite numbers are possible. */
public enum Range {
  /** Any. */
  ANY("a number"),
  /** 0 or more. */
  AT_LEAST_ZERO("a number, 0 or more"),
  /** Above 0. */
  POSITIVE("a number above 0"),
  /** From 0 to below 1. */
  BELOW_ONE("a number from 0 to below 1"),
  /** From 0 to 1. */
  UP_TO_ONE("a number from 0 to 1");

  private final String words;

  Range(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  boolean contains(double number) {
    return Double.isFinite(number)
        && switch (this) {
          case ANY -> true;
          case AT_LEAST_ZERO -> number >= 0;
          case POSITIVE -> number > 0;
          case BELOW_ONE -> number >= 0 && number < 1;
          case UP_TO_ONE -> number >= 0 && number <= 1;
        };
  }

  /** Says so in a JSON schema. */
  void addTo(ObjectNode schema) {
    switch (this) {
      case ANY -> {}
      case AT_LEAST_ZERO -> schema.put("minimum", 0);
      case POSITIVE -> schema.put("exclusiveMinimum", 0);
      case BELOW_ONE -> schema.put("minimum", 0).put("exclusiveMaximum", 1);
      case UP_TO_ONE -> schema.put("minimum", 0).put("maximum", 1);
    }
  }
}
