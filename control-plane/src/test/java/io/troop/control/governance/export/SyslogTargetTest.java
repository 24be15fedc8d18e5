package io.troop.control.governance.export;

import static io.troop.control.governance.export.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.control.document.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// Syslog receivers written for these tests: by UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425),
/// each reading messages by the grammar of RFC 5424.
class SyslogTargetTest {

  private static final String HOST = "kong.example.com";

  /// A message, taken apart.
  private record Message(
      int facility,
      int severity,
      Instant at,
      String host,
      String app,
      String process,
      String id,
      Map<String, String> data,
      String text) {

    private static final Pattern HEAD =
        Pattern.compile(
            "<(0|[1-9]\\d{0,2})>([1-9]\\d{0,2}) (\\S+) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128})"
                + " ([!-~]{1,32}) \\[([!-~&&[^=\\]\"]]{1,32})((?: [^\\]]+)?)\\] (.*)",
            Pattern.DOTALL);
    private static final Pattern PARAMETER =
        Pattern.compile(" ([!-~&&[^=\\]\"]]{1,32})=\"((?:[^\"\\\\\\]]|\\\\.)*)\"");

    static Message parse(byte[] bytes) {
      String whole = new String(bytes, StandardCharsets.UTF_8);
      Matcher head = HEAD.matcher(whole);
      assertThat(head.matches()).as("as RFC 5424 has it: " + whole).isTrue();
      assertThat(head.group(2)).as("version").isEqualTo("1");
      Map<String, String> data = new LinkedHashMap<>();
      Matcher parameter = PARAMETER.matcher(head.group(9));
      while (parameter.find()) {
        data.put(parameter.group(1), parameter.group(2));
      }
      assertThat(head.group(8)).as("its own data have an enterprise number").contains("@");
      int priority = Integer.parseInt(head.group(1));
      return new Message(
          priority / 8,
          priority % 8,
          OffsetDateTime.parse(head.group(3)).toInstant(),
          head.group(4),
          head.group(5),
          head.group(6),
          head.group(7),
          data,
          head.group(10));
    }
  }

  private static SyslogTarget target(String scheme, int port, String... more) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("url", scheme + "://localhost:" + port);
    for (int i = 0; i < more.length; i += 2) {
      texts.put(more[i], more[i + 1]);
    }
    return new SyslogTarget(new Config("syslog", texts), HOST);
  }

  private static void isEntry(Message message, int number, int severity) {
    assertThat(message.facility()).as("log audit").isEqualTo(13);
    assertThat(message.severity()).isEqualTo(severity);
    assertThat(message.at()).isEqualTo(Instant.parse("2022-09-12T20:15:00Z"));
    assertThat(message.host()).isEqualTo(HOST);
    assertThat(message.app()).isEqualTo("troop");
    assertThat(message.process()).isEqualTo("-");
    assertThat(message.id()).isEqualTo("audit");
    assertThat(message.data())
        .containsEntry("request_id", "8XsOaNYwXgn0VmgA8qYYpVteu14p9" + (100 + number))
        .containsEntry("seq", String.valueOf(number));
    assertThat(Json.object(message.text())).containsEntry("method", "GET");
  }

  @Test
  void everyDatagramIsOneMessage() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("localhost"));
        SyslogTarget target = target("udp", socket.getLocalPort())) {
      socket.setSoTimeout(30_000);

      assertThat(target.send(List.of(entry(1), entry(2, "status", 403L)))).isEmpty();

      isEntry(Message.parse(received(socket)), 1, 6);
      isEntry(Message.parse(received(socket)), 2, 4);
    }
  }

  /// A payload may be a megabyte, a datagram may not: what is refused for ever would hold up all
  /// that comes after it.
  @Test
  void whatIsTooLongForADatagramGoesWithoutItsPayload() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("localhost"));
        SyslogTarget target = target("udp", socket.getLocalPort())) {
      socket.setSoTimeout(30_000);
      String payload = Json.text(Map.of("text", "ü".repeat(500_000)));

      assertThat(target.send(List.of(entry(1, "payload", payload), entry(2)))).isEmpty();

      Message first = Message.parse(received(socket));
      isEntry(first, 1, 6);
      assertThat(Json.object(first.text()))
          .containsEntry("payload", null)
          .containsEntry("removed_from_payload", "*");
      isEntry(Message.parse(received(socket)), 2, 6);
    }
  }

  private static byte[] received(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
    socket.receive(packet);
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Test
  void messagesOverTcpAreCounted() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        SyslogTarget target = target("tcp", server.getLocalPort())) {
      String payload = Json.text(Map.of("text", "line\nline ü \"quoted\" ]"));
      target.send(List.of(entry(1), entry(2, "payload", payload)));

      try (Socket socket = server.accept()) {
        List<Message> messages = messages(socket.getInputStream(), 2);
        isEntry(messages.getFirst(), 1, 6);
        isEntry(messages.getLast(), 2, 6);
        assertThat(Json.object(messages.getLast().text())).containsEntry("payload", payload);
      }
    }
  }

  /// `<octets> <message>`, again and again.
  private static List<Message> messages(InputStream in, int count) throws IOException {
    List<Message> messages = new ArrayList<>();
    while (messages.size() < count) {
      StringBuilder length = new StringBuilder();
      for (int c = in.read(); c != ' '; c = in.read()) {
        assertThat(c).isBetween((int) '0', (int) '9');
        length.append((char) c);
      }
      messages.add(Message.parse(in.readNBytes(Integer.parseInt(length.toString()))));
    }
    return messages;
  }

  @Test
  void overTlsOnlyAReceiverThatItsAuthorityKnowsIsTold() throws Exception {
    Authority ours = Authority.create("ours", InstantSource.system(), new SecureRandom());
    Authority theirs = Authority.create("theirs", InstantSource.system(), new SecureRandom());
    SSLContext known = serving(ours.issueServer(List.of("localhost")));
    SSLContext stranger = serving(theirs.issueServer(List.of("localhost")));
    SSLContext elsewhere = serving(ours.issueServer(List.of("other.example.com")));
    String ca = Pem.write(List.of(ours.certificate()));

    assertThat(received(known, ca)).singleElement().satisfies(message -> isEntry(message, 1, 6));
    assertThatThrownBy(() -> received(stranger, ca)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> received(elsewhere, ca)).isInstanceOf(IOException.class);
  }

  private static List<Message> received(SSLContext as, String ca) throws Exception {
    try (ServerSocket server =
            as.getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getByName("localhost"));
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        SyslogTarget target = target("tls", server.getLocalPort(), "ca", ca)) {
      Future<List<Message>> messages =
          executor.submit(() -> {
            try (Socket socket = server.accept()) {
              return messages(socket.getInputStream(), 1);
            }
          });
      target.send(List.of(entry(1)));
      return messages.get(60, TimeUnit.SECONDS);
    }
  }

  private static SSLContext serving(CertifiedKey key) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key.key(), new char[0], key.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aCaThatIsNoneIsTold() {
    assertThatThrownBy(() -> target("tls", 6514, "ca", "nonsense"))
        .isInstanceOf(Config.Wrong.class)
        .hasMessageContaining("syslog: ca (expected: certificates of authorities, in PEM)");
  }
}
