package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShortListTest {

  private record Thing(String id, String name, long age) {}

  private static final ShortList<Thing> LIST =
      ShortList.by(Thing::id)
          .searchedIn(thing -> Stream.of(thing.name(), thing.id()))
          .orderedBy("name", Thing::name)
          .orderedByNumber("age", Thing::age);

  private final List<Thing> things =
      new ArrayList<>(
          List.of(
              new Thing("3", "beta", 10),
              new Thing("1", "Alpha", 9),
              new Thing("2", "alpha", 100),
              new Thing("4", "gamma", 9)));

  private static Call call(String query) {
    AdminRequest request =
        AdminRequest.of(
            "GET",
            "/things?" + query,
            "",
            new byte[0],
            "localhost",
            new Sender("127.0.0.1", false, Map.of(), "1"));
    return new Call(
        request, new UUID(0, 1), "default", "", List.of(), Body.NONE, Caller.anonymous("1"));
  }

  private static String escaped(String offset) {
    return URLEncoder.encode(offset, StandardCharsets.UTF_8);
  }

  private static List<String> ids(ShortList.Page<Thing> page) {
    return page.rows().stream().map(Thing::id).toList();
  }

  /// The ids of all pages of a size, following their offsets.
  private List<String> ids(String query) {
    List<String> ids = new ArrayList<>();
    @Nullable String offset = "";
    while (offset != null) {
      ShortList.Page<Thing> page =
          LIST.page(call(query + (offset.isEmpty() ? "" : "&offset=" + escaped(offset))), things);
      ids.addAll(ids(page));
      offset = page.next();
    }
    return ids;
  }

  @Test
  void goesOnInTheOrderThatWasAskedFor() {
    assertThat(ids("size=1")).containsExactly("1", "2", "3", "4");
    assertThat(ids("size=1&sort_by=name")).containsExactly("1", "2", "3", "4");
    assertThat(ids("size=2&sort_by=age")).containsExactly("1", "4", "3", "2");
    assertThat(ids("size=1&sort_by=age&sort_desc=true")).containsExactly("2", "3", "4", "1");
  }

  @Test
  void findsWhatContainsTheText() {
    assertThat(ids("search=ALPH&sort_by=name")).containsExactly("1", "2");
    assertThat(ids("search=4")).containsExactly("4");
    assertThat(ids("search=delta")).isEmpty();
  }

  @Test
  void aListThatCountsPagesIsFoundWholeInTheOrderThatWasAskedFor() {
    assertThat(LIST.found(call("sort_by=age&sort_desc=true&size=1"), things))
        .extracting(Thing::id)
        .containsExactly("2", "3", "4", "1");
    assertThat(LIST.found(call("search=alph"), things))
        .extracting(Thing::id)
        .containsExactly("1", "2");
  }

  @Test
  void aPageGoesOnWhereTheLastEndedThoughEntriesWent() {
    ShortList.Page<Thing> first = LIST.page(call("size=2&sort_by=age"), things);
    assertThat(ids(first)).containsExactly("1", "4");
    things.removeIf(thing -> thing.age() == 9);
    things.add(new Thing("0", "new", 1));
    assertThat(ids(LIST.page(call("size=2&sort_by=age&offset=" + escaped(first.next())), things)))
        .containsExactly("3", "2");
  }

  @Test
  void refusesWhatIsNoOrderAndTheOffsetOfAnother() {
    assertThatThrownBy(() -> LIST.page(call("sort_by=colour"), things))
        .isInstanceOfSatisfying(
            AdminErrors.Refused.class,
            refused ->
                assertThat(refused.answer().body().toString())
                    .contains("expected one of: name, age"));
    String offset = LIST.page(call("size=1"), things).next();
    assertThatThrownBy(() -> LIST.page(call("sort_by=name&offset=" + escaped(offset)), things))
        .isInstanceOf(AdminErrors.Refused.class);
    Map<?, ?> answer =
        (Map<?, ?>)
            LIST.answer(call("size=3&search=a"), things, "/things", thing -> Map.of()).body();
    assertThat(String.valueOf(answer.get("next"))).contains("size=3").contains("search=a");
  }
}
