package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import io.troop.control.RunningControlPlane.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Lists in other orders than by id.
class SortedListsIT {

  private final RunningControlPlane server = RunningControlPlane.get();
  private final String mark = "m" + UUID.randomUUID().toString().substring(0, 8);

  private void consumers(String... names) {
    for (String name : names) {
      Reply made = server.post("/consumers", "username", name, "tags", List.of(mark));
      assertThat(made.status()).as(String.valueOf(made.body())).isEqualTo(201);
    }
  }

  /// The usernames of all pages of two, following `next`.
  private List<String> names(String arguments) {
    List<String> names = new ArrayList<>();
    String path = "/consumers?size=2&tags=" + mark + arguments;
    while (path != null) {
      Reply page = server.get(path);
      assertThat(page.status()).as(path + ": " + page.body()).isEqualTo(200);
      for (Object each : (List<?>) page.at("data")) {
        names.add(String.valueOf(((Map<?, ?>) each).get("username")));
      }
      path = page.at("next") == null ? null : page.text("next");
    }
    return names;
  }

  @Test
  void pagesGoOnInTheOrderOfNamesWhateverTheirCase() {
    consumers(mark + "-b", mark + "-D", mark + "-a", mark + "-C", mark + "-é");
    assertThat(names("&sort_by=name"))
        .containsExactly(mark + "-a", mark + "-b", mark + "-C", mark + "-D", mark + "-é");
    assertThat(names("&sort_by=name&sort_desc=true"))
        .containsExactly(mark + "-é", mark + "-D", mark + "-C", mark + "-b", mark + "-a");
    assertThat(names("&sort_by=name&search=" + mark + "-b")).containsExactly(mark + "-b");
  }

  @Test
  void pagesGoOnInTheOrderOfAge() {
    consumers(mark + "-1", mark + "-2", mark + "-3");
    List<String> upwards = names("&sort_by=created_at");
    assertThat(upwards).hasSize(3);
    assertThat(names("&sort_by=created_at&sort_desc=1")).isEqualTo(upwards.reversed());
  }

  @Test
  void statesOfThePastAreOrderedAlike() {
    consumers(mark + "-z", mark + "-Y", mark + "-x");
    Reply newest = server.get("/revisions?size=1");
    Object revision = ((Map<?, ?>) ((List<?>) newest.at("data")).getFirst()).get("revision");
    for (String arguments :
        List.of("&sort_by=name", "&sort_by=name&sort_desc=1", "&sort_by=created_at")) {
      assertThat(names(arguments + "&as_of=" + revision)).isEqualTo(names(arguments)).hasSize(3);
    }
  }

  /// The names on all pages of one of a list, following `next`.
  private List<String> of(String list, String arguments) {
    List<String> names = new ArrayList<>();
    String path = list + "?size=1&search=" + mark + arguments;
    while (path != null) {
      Reply page = server.get(path);
      assertThat(page.status()).as(path + ": " + page.body()).isEqualTo(200);
      for (Object each : (List<?>) page.at("data")) {
        names.add(String.valueOf(((Map<?, ?>) each).get("name")));
      }
      path = page.at("next") == null ? null : page.text("next");
    }
    return names;
  }

  @Test
  void usersRolesAndWorkspacesAreSearchedAndSorted() {
    for (String list : List.of("/rbac/users", "/rbac/roles", "/workspaces")) {
      for (String name : List.of("-B", "-a", "-c")) {
        Reply made = server.post(list, "name", mark + name, "comment", "of " + mark);
        assertThat(made.status()).as(list + ": " + made.body()).isEqualTo(201);
      }
      assertThat(of(list, "&sort_by=name"))
          .as(list)
          .containsExactly(mark + "-a", mark + "-B", mark + "-c");
      assertThat(of(list, "-B")).as(list).containsExactly(mark + "-B");
      assertThat(of(list, "&sort_by=name&sort_desc=true").getFirst()).isEqualTo(mark + "-c");
      assertThat(server.get(list + "?sort_by=colour").status()).isEqualTo(400);
    }
  }

  @Test
  void revisionsAreFoundByMessage() {
    for (String word : List.of("first", "second")) {
      Map<?, ?> create =
          Map.of(
              "method", "POST",
              "path", "/consumers",
              "body", Map.of("username", mark + word));
      Reply made =
          server.post("/change-sets", "message", word + " " + mark, "operations", List.of(create));
      assertThat(made.status()).as(String.valueOf(made.body())).isEqualTo(201);
    }
    String path = "/revisions?size=1&search=" + mark.toUpperCase(java.util.Locale.ROOT);
    Reply newest = server.get(path);
    assertThat(newest.text("data.0.message")).isEqualTo("second " + mark);
    Reply older = server.get(newest.text("next"));
    assertThat(older.text("data.0.message")).isEqualTo("first " + mark);
    assertThat(older.at("next")).isNull();
  }

  @Test
  void whatIsNoOrderIsRefused() {
    Reply wrong = server.get("/services?sort_by=host");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text("message")).contains("expected one of: name, created_at");
    consumers(mark + "-1", mark + "-2");
    String offset = server.get("/consumers?size=1").text("offset");
    assertThat(server.get("/consumers?sort_by=name&offset=" + offset).status()).isEqualTo(400);
  }
}
