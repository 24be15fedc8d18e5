package io.troop.control.governance.audit;

import static io.troop.control.governance.audit.AuditAnswers.chain;
import static io.troop.control.governance.audit.AuditAnswers.data;
import static io.troop.control.governance.audit.AuditAnswers.requestId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class AuditIT {

  private static final Set<String> REQUEST_FIELDS =
      Set.of(
          "client_ip",
          "method",
          "path",
          "payload",
          "rbac_user_id",
          "rbac_user_name",
          "removed_from_payload",
          "request_id",
          "request_source",
          "request_timestamp",
          "signature",
          "status",
          "ttl",
          "workspace");

  @TempDir private static Path folder;
  private static KeyPair keys;
  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    Path key =
        Files.writeString(
            folder.resolve("private.pem"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    // The values are those of the walk-through, as typed there.
    control =
        ControlPlaneForTests.startWith(
            Map.of(
                "audit_log", "on",
                "audit_log_ignore_methods", "OPTIONS",
                "audit_log_ignore_paths", "/status,/audit/requests,/endpoints/",
                "audit_log_signing_key", key.toString()));
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private static Map<String, Object> rowOf(Reply reply) {
    return data(control.get("/audit/requests?size=1000")).stream()
        .filter(row -> requestId(reply).equals(row.get("request_id")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void requestsAreSearchedAndListedFromEitherEnd() {
    String mark = "looked-for-" + UUID.randomUUID();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      made.add(requestId(control.get("/services/" + mark + i)));
    }
    assertThat(ids("search=" + mark.toUpperCase(Locale.ROOT))).isEqualTo(made.reversed());
    assertThat(ids("sort_by=request_timestamp&search=" + mark)).isEqualTo(made);
    assertThat(ids("search=" + mark + "1")).containsExactly(made.get(1));
    assertThat(ids("search=" + mark + "%25")).isEmpty();
    assertThat(control.get("/audit/requests?sort_by=path").status()).isEqualTo(400);
  }

  /// The requests on all pages of two.
  private static List<String> ids(String arguments) {
    List<String> ids = new ArrayList<>();
    String path = "/audit/requests?size=2&" + arguments;
    while (path != null) {
      Reply page = control.get(path);
      assertThat(page.status()).as(path + page.json()).isEqualTo(200);
      data(page).forEach(row -> ids.add(String.valueOf(row.get("request_id"))));
      path = (String) page.json().get("next");
    }
    return ids;
  }

  @Test
  void everyRequestHasARowWithKongsFields() {
    Reply reply = control.get("/event-hooks/?size=100");

    Map<String, Object> row = rowOf(reply);

    assertThat(row.keySet()).isEqualTo(REQUEST_FIELDS);
    assertThat(row)
        .containsEntry("method", "GET")
        .containsEntry("path", "/event-hooks/?size=100")
        .containsEntry("status", (long) reply.status())
        .containsEntry("client_ip", "127.0.0.1")
        .containsEntry("payload", null)
        .containsEntry("rbac_user_id", null);
    assertThat(row.get("request_timestamp")).isInstanceOf(Long.class);
    assertThat((Long) row.get("ttl")).isBetween(2_591_000L, 2_592_000L);
    assertThat(requestId(reply)).hasSize(32);
  }

  @Test
  void ignoresTheMethodsAndPathsOfTheWalkthrough() {
    Set<Object> ignored =
        Set.of(
            requestId(control.get("/status")),
            requestId(control.get("/audit/requests?size=1")),
            requestId(control.call("OPTIONS", "/services", null, null)));

    assertThat(data(control.get("/audit/requests?size=1000")))
        .extracting(row -> row.get("request_id"))
        .doesNotContainAnyElementsOf(ignored);
  }

  @Test
  void refusedRequestsAreOnRecord() {
    assertThat(rowOf(control.post("/services", Map.of("name", "no-host"))))
        .containsEntry("status", 400L)
        .containsEntry("payload", "{\"name\":\"no-host\"}");
    assertThat(rowOf(control.call("POST", "/services", "application/json", "{broken")))
        .containsEntry("status", 400L)
        .containsEntry("payload", null)
        .containsEntry("removed_from_payload", "*");
    assertThat(rowOf(control.get("/nowhere"))).containsEntry("status", 404L);
  }

  @Test
  void secretsAreTakenOutHoweverDeep() {
    Map<String, Object> body =
        Map.of(
            "username",
            "secretive",
            "password",
            "geheim-1",
            "deep",
            List.of(Map.of("client_secret", "geheim-2", "key", "geheim-3", "plain", "kept")));

    Map<String, Object> row = rowOf(control.post("/consumers?token=geheim-4", body));

    assertThat(Json.text(row)).doesNotContain("geheim").contains("kept", "token=***");
    assertThat(row).containsEntry("removed_from_payload", "client_secret,key,password");
    assertThat(
            control
                .bean(JdbcTemplate.class)
                .queryForList("select entry from audit_entry", String.class))
        .noneMatch(text -> text.contains("geheim"));
  }

  @Test
  void changesAreOnRecordWithTheirRevision() {
    Reply created = control.post("/services", Map.of("name", "tracked", "host", "a.com"));
    control.patch("/services/tracked", Map.of("port", 81));
    Reply deleted = control.delete("/services/tracked");
    Object id = created.json().get("id");

    List<Map<String, Object>> rows =
        data(control.get("/audit/objects?size=1000")).stream()
            .filter(row -> id.equals(row.get("entity_key")))
            .toList();

    assertThat(rows)
        .extracting(row -> row.get("operation"))
        .containsExactly("delete", "update", "create");
    assertThat(rows.getFirst())
        .containsEntry("dao_name", "services")
        .containsEntry("request_id", requestId(deleted));
    assertThat(String.valueOf(rows.getLast().get("entity"))).contains("\"name\":\"tracked\"");
    Object revision = rows.getLast().get("revision");
    assertThat(Json.text(control.get("/revisions/" + revision).json())).contains("tracked");
  }

  @Test
  void everyChangeIsOneRequestOnRecordWithTheStatusItWasAnsweredWith() {
    List<Reply> replies =
        List.of(
            control.post("/services", Map.of("name", "on-record", "host", "a")),
            control.post("/services", Map.of("name", "on-record", "host", "a")),
            control.put("/services/on-record", Map.of("host", "b")),
            control.patch("/services/on-record", Map.of("host", "c")),
            control.patch("/services/nowhere", Map.of("host", "c")),
            control.post(
                "/change-sets",
                Map.of(
                    "operations",
                    List.of(
                        Map.of(
                            "method", "DELETE", "path", "/services/on-record", "body", Map.of())))),
            control.delete("/services/on-record"));
    for (Reply reply : replies) {
      String id = reply.raw().headers().firstValue("X-Kong-Admin-Request-ID").orElseThrow();
      assertThat(data(control.get("/audit/requests?size=100")))
          .filteredOn(row -> id.equals(row.get("request_id")))
          .singleElement()
          .satisfies(row -> assertThat(row.get("status")).isEqualTo((long) reply.status()));
    }
    assertThat(replies)
        .extracting(Reply::status)
        .containsExactly(201, 409, 200, 200, 404, 201, 204);
    assertThat(control.get("/audit/verify").json()).containsEntry("valid", true);
  }

  @Test
  void aChangeThatIsRefusedLeavesNoObject() {
    control.post("/services", Map.of("name", "once", "host", "a.com"));
    long before = (Long) objectsChain().get("last");
    control.post("/services", Map.of("name", "once", "host", "a.com"));

    assertThat(objectsChain()).containsEntry("last", before);
  }

  private static Map<String, Object> objectsChain() {
    return chain(control, "objects/");
  }

  @Test
  void pagesNewestFirstWithoutGapOrRepeatWhileOthersWrite() {
    for (int i = 0; i < 25; i++) {
      control.get("/paged/" + i);
    }
    List<Object> ids = new ArrayList<>();
    String path = "/audit/requests?size=10";
    Reply page = control.get(path);
    while (true) {
      data(page).forEach(row -> ids.add(row.get("request_id")));
      assertThat(data(page)).hasSizeLessThanOrEqualTo(10);
      if (page.json().get("offset") == null) {
        assertThat(page.json()).containsEntry("next", null);
        break;
      }
      assertThat(page.json().get("offset")).isInstanceOf(String.class);
      control.get("/written-meanwhile");
      page = control.get(path + "&offset=" + page.json().get("offset"));
    }

    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids).hasSizeGreaterThanOrEqualTo(25);
    List<Object> paths =
        data(control.get("/audit/requests?size=1000")).stream()
            .map(row -> row.get("path"))
            .filter(each -> String.valueOf(each).startsWith("/paged/"))
            .toList();
    assertThat(paths).first().isEqualTo("/paged/24");
    assertThat(paths).last().isEqualTo("/paged/0");
  }

  @Test
  void aWorkspaceThatIsMadeAnewIsOnRecordByItsNewId() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Reply made = control.post("/workspaces", Map.of("name", "anew"));
      ids.add(String.valueOf(made.json().get("id")));
      Reply asked = control.get("/anew/services");
      assertThat(rowOf(asked)).containsEntry("workspace", ids.get(i));
      assertThat(control.delete("/workspaces/anew").status()).isEqualTo(204);
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void findsByTime() {
    Reply reply = control.get("/timed");
    long at = (Long) rowOf(reply).get("request_timestamp");

    assertThat(
            data(
                control.get("/audit/requests?size=1000&after=" + (at - 1) + "&before=" + (at + 1))))
        .extracting(row -> row.get("request_id"))
        .contains(requestId(reply));
    assertThat(data(control.get("/audit/requests?after=" + (at + 100)))).isEmpty();
    assertThat(control.get("/audit/requests?before=yesterday").status()).isEqualTo(400);
  }

  @Test
  void opensslVerifiesSignatures() throws Exception {
    Map<String, Object> row =
        new LinkedHashMap<>(rowOf(control.post("/consumers", Map.of("username", "signed"))));
    Path publicKey =
        Files.writeString(
            folder.resolve("public.pem"), pem("PUBLIC KEY", keys.getPublic().getEncoded()));
    Path text = Files.writeString(folder.resolve("record"), Signer.text(row));
    Path signature =
        Files.write(
            folder.resolve("signature"),
            Base64.getDecoder().decode(String.valueOf(row.get("signature"))));

    assertThat(openssl(publicKey, signature, text)).isZero();
    Files.writeString(text, "x", java.nio.file.StandardOpenOption.APPEND);
    assertThat(openssl(publicKey, signature, text)).isNotZero();
    assertThat(Signer.text(row)).startsWith("127.0.0.1|POST|/consumers|{\"username\":\"signed\"}|");
  }

  private static int openssl(Path key, Path signature, Path text)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            key.toString(),
            "-signature",
            signature.toString(),
            text.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void findsWhatWasChangedOrTakenAway() {
    try (ControlPlaneForTests own = ControlPlaneForTests.startWith(Map.of("audit_log", "on"))) {
      for (int i = 0; i < 5; i++) {
        own.get("/entry/" + i);
      }
      assertThat(own.get("/audit/verify").json()).containsEntry("valid", true);
      Map<String, Object> end = chain(own, "requests");
      String known = "requests:" + end.get("last") + ":" + end.get("hash");
      JdbcTemplate jdbc = own.bean(JdbcTemplate.class);

      jdbc.update("update audit_entry set entry = replace(entry, 'entry/2', 'entry/x')");
      assertThat(chain(own, "requests"))
          .containsEntry("fault", "entry 3 was changed, or the one before it");
      jdbc.update("update audit_entry set entry = replace(entry, 'entry/x', 'entry/2')");
      assertThat(own.get("/audit/verify?known=" + known).json()).containsEntry("valid", true);

      jdbc.update("delete from audit_entry where seq = 2");
      assertThat(chain(own, "requests")).containsEntry("fault", "entry 2 is missing");
      jdbc.update("delete from audit_entry");
      jdbc.update("delete from audit_chain");
      assertThat(own.get("/audit/verify?known=" + known).json()).containsEntry("valid", false);
    }
  }

  @Test
  void aChangeThatCantBeOnRecordIsNotMade() {
    try (ControlPlaneForTests own = ControlPlaneForTests.startWith(Map.of("audit_log", "on"))) {
      own.bean(JdbcTemplate.class).execute("alter table audit_entry rename to away");

      assertThat(own.post("/services", Map.of("name", "unseen", "host", "a")).status())
          .isEqualTo(500);
      // Its file has it until the table is back.
      assertThat(own.get("/services/unseen").status()).isEqualTo(404);

      own.bean(JdbcTemplate.class).execute("alter table away rename to audit_entry");
      assertThat(data(own.get("/audit/requests")))
          .extracting(row -> row.get("path"), row -> row.get("status"))
          .contains(tuple("/services/unseen", 404L), tuple("/services", 500L));
      assertThat(own.get("/audit/verify").json()).containsEntry("valid", true);
    }
  }

  @Test
  void withoutAFileEveryEntryIsInTheDatabaseBeforeItsAnswer() {
    try (ControlPlaneForTests own =
        ControlPlaneForTests.startWith(Map.of("audit_log", "on", "troop_audit_spool", "off"))) {
      JdbcTemplate jdbc = own.bean(JdbcTemplate.class);
      own.get("/services");
      assertThat(jdbc.queryForObject("select count(*) from audit_entry", Long.class)).isEqualTo(1);
      jdbc.execute("alter table audit_entry rename to away");

      assertThat(own.get("/services").status()).isEqualTo(503);
    }
  }
}
