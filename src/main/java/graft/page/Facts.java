package graft.page;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names with their values, a line each.
 *
 * @param values by name, in order
 */
public record Facts(Map<String, Html> values) implements Part {
  /** Values are copied. */
  public Facts {
    values = new LinkedHashMap<>(values);
  }

  /** Facts whose values are text. */
  public static Facts of(Map<String, String> values) {
    Map<String, Html> facts = new LinkedHashMap<>();
    values.forEach((name, value) -> facts.put(name, Html.text(value)));
    return new Facts(facts);
  }

  @Override
  public Html html() {
    return Html.element(
            "dl",
            values.entrySet().stream()
                .map(
                    fact ->
                        Html.element(
                            "div",
                            Html.element("dt", Html.text(fact.getKey())),
                            Html.element("dd", fact.getValue())))
                .toList())
        .with("class", "facts");
  }
}
