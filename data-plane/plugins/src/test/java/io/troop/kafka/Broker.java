package io.troop.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/// A real Kafka broker in this process, that takes connections in the clear, with logins by SCRAM
/// and PLAIN in the clear and over TLS, and over TLS with client certificates.
public final class Broker implements AutoCloseable {
  static final String USER = "gw";
  static final String PASSWORD = "gw \\ \"pw";

  /// A second user, as tutorials have it.
  public static final String TUTORIAL_USER = "kong";

  public static final String TUTORIAL_PASSWORD = "kongkong";
  private static final String MECHANISMS = "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN";

  private final int plainPort = freePort();
  private final int loginPort = freePort();
  private final int tlsPort = freePort();
  private final int certificatePort = freePort();
  private final int controllerPort = freePort();
  private final KeyPairs keys;
  private final Properties properties;
  private KafkaRaftServer server;

  /// @param folder for its keys and its log; empty
  public Broker(Path folder) throws Exception {
    keys = new KeyPairs(folder);
    keys.make("broker");
    keys.make("client");
    keys.make("stranger");
    properties = properties(folder);
    Path file = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    format(file);
    server = started();
  }

  private KafkaRaftServer started() {
    KafkaRaftServer made = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    made.startup();
    return made;
  }

  /// Is away for a while, until [#start]; it keeps what it has.
  void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  /// Is back, on the same ports.
  void start() {
    server = started();
  }

  /// Where it takes connections in the clear, without logins.
  public int plainPort() {
    return plainPort;
  }

  /// Where it takes logins in the clear.
  int loginPort() {
    return loginPort;
  }

  /// Where it takes logins over TLS.
  public int tlsPort() {
    return tlsPort;
  }

  /// Where it takes connections over TLS from those who show the certificate of "client".
  public int certificatePort() {
    return certificatePort;
  }

  /// The certificates and keys of "broker", "client" and "stranger".
  public KeyPairs keys() {
    return keys;
  }

  private Properties properties(Path folder) throws Exception {
    Properties out = new Properties();
    out.put("process.roles", "broker,controller");
    out.put("node.id", "1");
    out.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    out.put("controller.listener.names", "CONTROLLER");
    String clients =
        "SASL_SSL://127.0.0.1:%d,SASL_PLAINTEXT://127.0.0.1:%d,SHOWN://127.0.0.1:%d,PLAINTEXT://127.0.0.1:%d"
            .formatted(tlsPort, loginPort, certificatePort, plainPort);
    out.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controllerPort);
    out.put("advertised.listeners", clients);
    out.put(
        "listener.security.protocol.map",
        "SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SHOWN:SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    out.put("inter.broker.listener.name", "PLAINTEXT");
    out.put("sasl.enabled.mechanisms", MECHANISMS);
    for (String listener : List.of("sasl_ssl", "sasl_plaintext")) {
      logins("listener.name." + listener + ".", out);
    }
    out.put("ssl.keystore.type", "PKCS12");
    out.put("ssl.keystore.location", keys.store("broker").toString());
    out.put("ssl.keystore.password", KeyPairs.STORE_PASSWORD);
    out.put("ssl.key.password", KeyPairs.STORE_PASSWORD);
    out.put("listener.name.shown.ssl.client.auth", "required");
    out.put("listener.name.shown.ssl.truststore.type", "PEM");
    out.put("listener.name.shown.ssl.truststore.certificates", keys.certificate("client"));
    out.put("log.dirs", folder.resolve("logs").toString());
    out.put("offsets.topic.replication.factor", "1");
    out.put("offsets.topic.num.partitions", "1");
    out.put("transaction.state.log.replication.factor", "1");
    out.put("transaction.state.log.min.isr", "1");
    out.put("group.initial.rebalance.delay.ms", "0");
    out.put("auto.create.topics.enable", "true");
    return out;
  }

  private static void logins(String listener, Properties out) {
    String scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
    out.put(listener + "scram-sha-512.sasl.jaas.config", scram);
    out.put(listener + "scram-sha-256.sasl.jaas.config", scram);
    out.put(
        listener + "plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_plain=\"plainpw\";");
  }

  private static void format(Path file) {
    StorageTool.execute(
        new String[] {
          "format",
          "--ignore-formatted",
          "-t",
          Uuid.randomUuid().toString(),
          "-c",
          file.toString(),
          "--add-scram",
          "SCRAM-SHA-512=[name=" + USER + ",password=" + PASSWORD + "]",
          "--add-scram",
          "SCRAM-SHA-256=[name=" + USER + ",password=" + PASSWORD + "]",
          "--add-scram",
          "SCRAM-SHA-512=[name=" + TUTORIAL_USER + ",password=" + TUTORIAL_PASSWORD + "]"
        },
        new PrintStream(OutputStream.nullOutputStream()));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
