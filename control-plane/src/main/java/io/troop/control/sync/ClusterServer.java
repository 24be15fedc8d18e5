package io.troop.control.sync;

import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.troop.certs.CertifiedKey;
import io.troop.certs.LiveKey;
import io.troop.certs.ServerTrust;
import io.troop.certs.TrustException;
import io.troop.control.ListenAddress;
import io.troop.settings.SettingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/// gRPC services behind mutual TLS, and beside them whatever speaks HTTP/1.1. *Thread-safe.*
final class ClusterServer {

  /// Nodes say little; the largest message is a list of quarantined entities.
  static final int MOST_BYTES = 4 * 1024 * 1024;

  private static final int NEVER_DAYS = 36_500;

  private final List<Server> servers;

  private ClusterServer(List<Server> servers) {
    this.servers = servers;
  }

  /// Listens.
  ///
  /// @param setting the name of the setting that holds the addresses, for messages
  /// @param key asked at each handshake
  /// @param web takes connections that are not for gRPC
  /// @throws SettingException when an address can't be listened on
  static ClusterServer start(
      String setting,
      List<ListenAddress> addresses,
      Supplier<CertifiedKey> key,
      Gatekeeper gatekeeper,
      List<ServerServiceDefinition> services,
      ClusterNegotiator.Web web,
      Executor executor) {
    ServerCredentials credentials =
        InternalNettyServerCredentials.create(
            new ClusterNegotiator(tls(key, gatekeeper), gatekeeper, web, executor));
    return new ClusterServer(
        addresses.stream()
            .map(address ->
                start(
                    setting,
                    address,
                    credentials,
                    executor,
                    services.stream()
                        .map(service -> ServerInterceptors.intercept(service, gatekeeper))
                        .toList()))
            .toList());
  }

  private static SslContext tls(Supplier<CertifiedKey> key, Gatekeeper gatekeeper) {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(new LiveKey(key)))
          .trustManager(new ServerTrust(gatekeeper::decide))
          .clientAuth(ClientAuth.REQUIRE)
          .build();
    } catch (SSLException problem) {
      throw new TrustException("the cluster's TLS can't be set up", problem);
    }
  }

  private static Server start(
      String setting,
      ListenAddress address,
      ServerCredentials credentials,
      Executor executor,
      List<ServerServiceDefinition> services) {
    try {
      return NettyServerBuilder.forAddress(
              new InetSocketAddress(address.host(), address.port()), credentials)
          .executor(executor)
          .addServices(services)
          .maxInboundMessageSize(MOST_BYTES)
          .maxConcurrentCallsPerConnection(4)
          // TLS has a limit of its own; gRPC would take every WebSocket for a handshake that hangs.
          .handshakeTimeout(NEVER_DAYS, TimeUnit.DAYS)
          .keepAliveTime(8, TimeUnit.SECONDS)
          .keepAliveTimeout(5, TimeUnit.SECONDS)
          .permitKeepAliveTime(10, TimeUnit.SECONDS)
          .permitKeepAliveWithoutCalls(true)
          .build()
          .start();
    } catch (IOException problem) {
      throw new SettingException(
          setting
              + ": can't listen on "
              + address
              + ": "
              + problem.getMessage()
              + " (expected: a free address of this machine)");
    }
  }

  /// The ports in the order of the addresses.
  List<Integer> ports() {
    return servers.stream().map(Server::getPort).toList();
  }

  /// Takes no new connections and ends the others after a moment.
  void stop() {
    servers.forEach(Server::shutdown);
    for (Server server : servers) {
      try {
        if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
          server.shutdownNow();
        }
      } catch (InterruptedException _) {
        server.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
