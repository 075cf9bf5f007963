package equilibrium.anomaly.attribution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Numbers columns in the order in which they come, and in their own. */
final class Columns {
  private final Map<Column, Integer> numbers = new HashMap<>();
  private final List<Column> columns = new ArrayList<>();

  int number(Column column) {
    return numbers.computeIfAbsent(
        column,
        each -> {
          columns.add(each);
          return columns.size() - 1;
        });
  }

  /** All of them, in their own order. */
  List<Column> sorted() {
    return columns.stream().sorted().toList();
  }

  /** By number: the place in that order. */
  int[] ranks() {
    int[] ranks = new int[columns.size()];
    int[] byOrder =
        IntStream.range(0, columns.size())
            .boxed()
            .sorted((a, b) -> columns.get(a).compareTo(columns.get(b)))
            .mapToInt(each -> each)
            .toArray();
    for (int i = 0; i < byOrder.length; i++) {
      ranks[byOrder[i]] = i;
    }
    return ranks;
  }
}
