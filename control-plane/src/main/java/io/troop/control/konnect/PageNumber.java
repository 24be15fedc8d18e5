package io.troop.control.konnect;

import io.troop.control.admin.Call;
import java.util.List;

/// A page by its number, as `page[number]` and `page[size]` say. *Immutable.*
///
/// @param number from 1
public record PageNumber(int number, int size) {

  private static final int DEFAULT_SIZE = 10;
  private static final int MOST_SIZE = 1000;

  static PageNumber of(Call call) {
    return of(call, "page[number]", "page[size]", DEFAULT_SIZE);
  }

  /// How many entries a page has: `page[size]`, at most 1000.
  ///
  /// @throws RuntimeException that answers as a problem document, for what is no such number
  public static int size(Call call, int otherwise) {
    return whole(call, "page[size]", otherwise, MOST_SIZE);
  }

  static PageNumber of(Call call, String number, String size, int defaultSize) {
    return new PageNumber(
        whole(call, number, 1, Integer.MAX_VALUE), whole(call, size, defaultSize, MOST_SIZE));
  }

  private static int whole(Call call, String name, int otherwise, int most) {
    String text = call.argument(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    if (value < 1) {
      throw Problems.refused(400, name + ": '" + text + "' (expected: a whole number from 1)");
    }
    return Math.min(value, most);
  }

  /// As `page[number]` and `page[size]` say, each with its usual value where it is not given.
  public static PageNumber of(Call call, int usualSize) {
    return of(call, "page[number]", "page[size]", usualSize);
  }

  public <T> List<T> of(List<T> all) {
    long from = Math.min((long) (number - 1) * size, all.size());
    return all.subList((int) from, (int) Math.min(from + size, all.size()));
  }

  int pages(int total) {
    return (total + size - 1) / size;
  }
}
