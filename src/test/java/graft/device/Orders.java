package graft.device;

import java.util.ArrayList;
import java.util.List;

/** In which things can be done one after the other. */
public final class Orders {
  private Orders() {}

  /** All of them: n! of n names. */
  public static List<List<String>> of(List<String> names) {
    List<List<String>> orders = List.of(List.of());
    for (String name : names) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> order : orders) {
        for (int i = 0; i <= order.size(); i++) {
          List<String> with = new ArrayList<>(order);
          with.add(i, name);
          longer.add(with);
        }
      }
      orders = longer;
    }
    return orders;
  }
}
