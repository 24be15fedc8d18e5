package io.troop.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/// A real Kafka broker in this process, that takes connections in the clear, and with TLS and
/// logins by SCRAM-SHA-512 and PLAIN.
final class Broker implements AutoCloseable {
  static final String USER = "gw";
  static final String PASSWORD = "gw \\ \"pw";
  private static final String STORE_PASSWORD = "changeit";

  final int plainPort = freePort();
  final int tlsPort = freePort();
  private final int controllerPort = freePort();
  private final KafkaRaftServer server;

  Broker(Path folder) throws Exception {
    Path keys = makeKeys(folder);
    Properties properties = properties(folder, keys);
    Path file = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    format(file);
    server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
  }

  /// The broker's certificate, as PEM.
  static String certificate(Path folder) throws Exception {
    return keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "broker",
        "-keystore",
        folder.resolve("broker.p12").toString(),
        "-storepass",
        STORE_PASSWORD);
  }

  private static Path makeKeys(Path folder) throws Exception {
    Path store = folder.resolve("broker.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "broker",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-validity",
        "30",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        STORE_PASSWORD);
    return store;
  }

  private static String keytool(String... arguments) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = process.inputReader().lines().collect(Collectors.joining("\n"));
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(output);
    }
    return output;
  }

  private Properties properties(Path folder, Path keys) {
    Properties out = new Properties();
    out.put("process.roles", "broker,controller");
    out.put("node.id", "1");
    out.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    out.put("controller.listener.names", "CONTROLLER");
    out.put(
        "listeners",
        "SASL_SSL://127.0.0.1:%d,PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(tlsPort, plainPort, controllerPort));
    out.put(
        "advertised.listeners",
        "SASL_SSL://127.0.0.1:%d,PLAINTEXT://127.0.0.1:%d".formatted(tlsPort, plainPort));
    out.put(
        "listener.security.protocol.map",
        "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    out.put("inter.broker.listener.name", "PLAINTEXT");
    out.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
    out.put(
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    out.put(
        "listener.name.sasl_ssl.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_plain=\"plainpw\";");
    out.put("ssl.keystore.type", "PKCS12");
    out.put("ssl.keystore.location", keys.toString());
    out.put("ssl.keystore.password", STORE_PASSWORD);
    out.put("ssl.key.password", STORE_PASSWORD);
    out.put("log.dirs", folder.resolve("logs").toString());
    out.put("offsets.topic.replication.factor", "1");
    out.put("offsets.topic.num.partitions", "1");
    out.put("transaction.state.log.replication.factor", "1");
    out.put("transaction.state.log.min.isr", "1");
    out.put("group.initial.rebalance.delay.ms", "0");
    out.put("auto.create.topics.enable", "true");
    return out;
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
          "SCRAM-SHA-512=[name=" + USER + ",password=" + PASSWORD + "]"
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
    server.shutdown();
    server.awaitShutdown();
  }
}
