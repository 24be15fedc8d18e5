package io.troop.control.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A list that is at hand as a whole, with the arguments that lists of entities have: `search`,
/// `sort_by` and `sort_desc`, `size` and `offset`. A page goes on behind the last entry of the one
/// before, whatever came or went meanwhile. *Immutable.*
///
/// @param key tells the entries apart and orders them when nothing else is asked for
/// @param texts what a search looks at
/// @param orders what `sort_by` may say, with what it compares as text
/// @param usual the size of a page when none is asked for
public record ShortList<T>(
    Function<T, String> key,
    Function<T, Stream<String>> texts,
    Map<String, Function<T, String>> orders,
    int usual) {

  /// A page of entries.
  ///
  /// @param next where the next page begins, as an offset; null when there is none
  public record Page<T>(List<T> rows, @Nullable String next) {}

  /// A list without an order to ask for and nothing to search.
  public static <T> ShortList<T> by(Function<T, String> key) {
    return new ShortList<>(key, _ -> Stream.of(), Map.of(), Paging.MOST_SIZE);
  }

  public ShortList<T> searchedIn(Function<T, Stream<String>> where) {
    return new ShortList<>(key, where, orders, usual);
  }

  /// Texts are compared whatever their case.
  public ShortList<T> orderedBy(String name, Function<T, String> value) {
    Map<String, Function<T, String>> more = new LinkedHashMap<>(orders);
    more.put(name, each -> value.apply(each).toLowerCase(Locale.ROOT));
    return new ShortList<>(key, texts, more, usual);
  }

  /// Numbers are compared as such; none is negative.
  public ShortList<T> orderedByNumber(String name, Function<T, Long> value) {
    return orderedBy(name, each -> "%019d".formatted(value.apply(each)));
  }

  public ShortList<T> usually(int size) {
    return new ShortList<>(key, texts, orders, size);
  }

  private record Keyed<T>(T entry, String value, String key) {}

  public Page<T> page(Call call, Collection<T> all) {
    int size = call.argument("size").isPresent() ? Paging.size(call) : usual;
    Function<T, String> order = order(call);
    boolean isReversed = order != null && Paging.isDescending(call);
    List<String> offset = Paging.offset(call);
    if (!offset.isEmpty() && offset.size() != (order == null ? 1 : 2)) {
      throw Paging.refused(AdminErrors.invalidOption("offset", "is of a list in another order"));
    }
    List<Keyed<T>> rest =
        keyed(call, all)
            .filter(each -> offset.isEmpty() || isBehind(each, offset, isReversed))
            .limit(size + 1L)
            .toList();
    Keyed<T> next = rest.size() > size ? rest.getLast() : null;
    return new Page<>(
        rest.stream().limit(size).map(Keyed::entry).toList(),
        next == null
            ? null
            : order == null ? Paging.offset(next.key()) : Paging.offset(next.key(), next.value()));
  }

  /// All entries that are searched for, in the order that is asked for, for lists that count pages.
  public List<T> found(Call call, Collection<T> all) {
    return keyed(call, all).map(Keyed::entry).toList();
  }

  private Stream<Keyed<T>> keyed(Call call, Collection<T> all) {
    String wanted = Paging.search(call).toLowerCase(Locale.ROOT);
    Function<T, String> order = order(call);
    Comparator<Keyed<T>> upwards =
        Comparator.<Keyed<T>, String>comparing(Keyed::value).thenComparing(Keyed::key);
    return all.stream()
        .filter(each -> wanted.isEmpty() || isFound(each, wanted))
        .map(each -> new Keyed<>(each, order == null ? "" : order.apply(each), key.apply(each)))
        .sorted(order != null && Paging.isDescending(call) ? upwards.reversed() : upwards);
  }

  private boolean isFound(T entry, String wanted) {
    return texts.apply(entry).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
  }

  private static <T> boolean isBehind(Keyed<T> each, List<String> offset, boolean isReversed) {
    int compared = each.value().compareTo(offset.size() == 1 ? "" : offset.getLast());
    if (compared == 0) {
      compared = each.key().compareTo(offset.getFirst());
    }
    return isReversed ? compared <= 0 : compared >= 0;
  }

  private @Nullable Function<T, String> order(Call call) {
    String by = call.argument("sort_by").orElse("");
    if (by.isEmpty() || orders.isEmpty()) {
      return null;
    }
    Function<T, String> order = orders.get(by);
    if (order == null) {
      throw Paging.refused(
          AdminErrors.invalidOption(
              "sort_by",
              "expected one of: " + String.join(", ", new ArrayList<>(orders.keySet()))));
    }
    return order;
  }

  /// A page as an answer, in the shape of all lists.
  ///
  /// @param path where the list is
  public Answer answer(
      Call call,
      Collection<T> all,
      String path,
      Function<T, ? extends Map<String, ? extends @Nullable Object>> shown) {
    Page<T> page = page(call, all);
    return Answer.ok(
        Paging.answer(
            page.rows().stream().map(shown).toList(),
            call.prefix() + path,
            page.next(),
            Paging.repeated(call, "size", "search", "sort_by", "sort_desc")));
  }
}
