package io.troop.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.troop.plugin.Exchange;
import io.troop.proxy.failure.FailureAnswers;
import io.troop.proxy.listener.EventLoops;
import io.troop.proxy.listener.ListenAddress;
import io.troop.proxy.listener.Listeners;
import io.troop.proxy.listener.StreamListeners;
import io.troop.proxy.listener.TlsAcceptor;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.metrics.TargetHealthMetric;
import io.troop.proxy.pipeline.RequestPipeline;
import io.troop.proxy.pipeline.UpstreamTls;
import io.troop.proxy.status.NodeStatus;
import io.troop.proxy.status.StatusListener;
import io.troop.proxy.sync.CentralWrites;
import io.troop.proxy.sync.Credentials;
import io.troop.proxy.sync.Dialer;
import io.troop.proxy.sync.LocalControl;
import io.troop.proxy.sync.SyncSettings;
import io.troop.proxy.sync.SyncStatus;
import io.troop.proxy.telemetry.TelemetryClient;
import io.troop.proxy.tools.NodeTools;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All parts of a running node, put together. *Thread-safe.*
final class RunningNode implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunningNode.class);

  private final NodeSettings settings;
  private final Listeners listeners;
  private final StreamListeners streams;
  private final NodeStatus status;
  private final Deque<AutoCloseable> parts;

  private RunningNode(
      NodeSettings settings,
      Listeners listeners,
      StreamListeners streams,
      NodeStatus status,
      Deque<AutoCloseable> parts) {
    this.settings = settings;
    this.listeners = listeners;
    this.streams = streams;
    this.status = status;
    this.parts = parts;
  }

  static RunningNode start(Settings texts) throws IOException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return start(texts, parts);
    } catch (RuntimeException | IOException problem) {
      closeAll(parts);
      throw problem;
    }
  }

  private static RunningNode start(Settings texts, Deque<AutoCloseable> parts) throws IOException {
    NodeSettings settings = NodeSettings.of(texts);
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    LiveConfig live = new LiveConfig();
    // Each reads keys with code that is still interpreted, and neither needs the other, nor what
    // comes until it is asked for.
    Beside<Optional<SyncSettings>> following =
        Beside.begin("start-sync", () -> SyncSettings.following(texts));
    Beside<TlsAcceptor> securing =
        Beside.begin("start-tls", () -> acceptor(texts, settings, live, clock, random));
    EventLoops loops = new EventLoops(settings.workers(), allocator, settings.keeping(), clock);
    parts.push(loops);
    Consumer<Exchange> accessLog = AccessLogSettings.requests(texts, settings.prefix(), parts);
    Consumer<Exchange> streamLog = AccessLogSettings.streams(texts, settings.prefix(), parts);
    List<X509Certificate> trusted = TrustedAuthorities.of(texts);
    SyncStatus sync = new SyncStatus();
    CentralWrites writes = new CentralWrites(sync);
    NodeTools tools =
        new NodeTools(
            clock, TrustedAuthorities.factory(trusted), TracingSettings.of(texts), writes);
    parts.push(tools);
    ConfigLine configuration = new ConfigLine(live, settings, tools, sync, writes, clock, random);
    parts.push(configuration);
    UpstreamTls upstreamTls =
        new UpstreamTls(UpstreamTlsSettings.trusted(texts, trusted), UpstreamTlsSettings.of(texts));
    InjectedDirectives.withoutEffect(texts)
        .forEach(name -> log.warn("{} has no effect: there is no nginx in this node", name));
    RequestPipeline pipeline =
        new RequestPipeline(
            live,
            settings.pipeline().with(DebugToken.of(texts, settings.prefix(), random)),
            new FailureAnswers(
                settings.errorFormat(), settings.errorDefaultType(), settings.errorTemplates()),
            upstreamTls,
            accessLog);
    Optional<SyncSettings> how = following.result();
    configuration.restore(how); // What was on disk serves from the first request on.
    TlsAcceptor tls = securing.result();
    loops.every(tls.ticketPeriod(), tls::rotateTickets);
    Listeners listeners =
        new Listeners(
            loops,
            pipeline,
            settings.connections(),
            settings.pipeline().trusted(),
            settings.portMaps(),
            tls);
    parts.push(listeners);
    StreamListeners streams =
        new StreamListeners(
            loops,
            live,
            settings.pipeline().trusted(),
            settings.portMaps(),
            tls,
            upstreamTls,
            streamLog);
    parts.push(streams);
    NodeStatus status =
        new NodeStatus(
            configuration.nodeId().toString(),
            loops::counters,
            () -> live.get().isConfigured(),
            configuration.status()::configHash,
            tools.metrics()::text);
    tools
        .metrics()
        .showTargetsOf(
            new TargetHealthMetric(
                configuration.balancers()::health, tools.metrics()::showsTargets));
    StatusListener statusListener = new StatusListener(status);
    parts.push(statusListener);
    configuration.status().drainingIs(status::isDraining);
    configuration
        .control()
        .ifPresent(control -> listenForOrders(settings, statusListener, configuration, control));
    for (ListenAddress address : settings.statusListen()) {
      log.info("status on {}", statusListener.open(address.socketAddress(), null));
    }
    for (ListenAddress address : settings.proxyListen()) {
      log.info("serving {} on {}", address.tls() ? "https" : "http", listeners.open(address));
    }
    for (ListenAddress address : settings.streamListen()) {
      log.info(
          "serving {} streams on {}",
          address.udp() ? "udp" : address.tls() ? "tls" : "tcp",
          streams.open(address));
    }
    configuration.connect();
    configuration
        .credentials()
        .ifPresent(credentials -> {
          var _ =
              tools
                  .metrics()
                  .show(out -> ofDataPlane(out, configuration.nodeId(), credentials, sync));
          UUID node = configuration.nodeId();
          how.flatMap(settled -> settled.telemetry(texts))
              .ifPresent(telemetry ->
                  report(
                      new Dialer(telemetry, credentials),
                      settings,
                      node,
                      loops,
                      clock,
                      random,
                      parts));
        });
    log.info("ready to serve with {} event loops on {}", settings.workers(), loops.transport());
    return new RunningNode(settings, listeners, streams, status, parts);
  }

  private static TlsAcceptor acceptor(
      Settings texts, NodeSettings settings, LiveConfig live, Clock clock, SecureRandom random)
      throws IOException {
    DefaultCertificate own =
        DefaultCertificate.of(
            texts,
            NodeSettings.SSL_CERT,
            NodeSettings.SSL_CERT_KEY,
            settings.prefix(),
            clock,
            random);
    return new TlsAcceptor(live, settings.tls(), own.cert(), own.key(), random);
  }

  /// A node that can't be ordered about serves all the same.
  private static void listenForOrders(
      NodeSettings settings,
      StatusListener listener,
      ConfigLine configuration,
      LocalControl control) {
    Path socket = settings.prefix().resolve("node.sock");
    try {
      listener.openControl(socket, configuration.status(), control);
    } catch (IOException | UnsupportedOperationException problem) {
      log.warn("no orders can be given at this node: {}", problem.getMessage());
    }
  }

  /// What concerns the node's link to its control plane.
  private static void ofDataPlane(
      StringBuilder out, UUID node, Credentials credentials, SyncStatus sync) {
    gauge(
        out,
        "kong_control_plane_connected",
        "Kong connected to control plane, 0 is unconnected",
        "",
        sync.isConnected() ? 1 : 0);
    long expires = credentials.expires().getEpochSecond();
    gauge(
        out,
        "kong_data_plane_cluster_cert_expiry_timestamp",
        "Unix timestamp of Data Plane's cluster_cert expiry time",
        "",
        expires);
    gauge(
        out,
        "troop_node_certificate_expiry_timestamp_seconds",
        "When the node's certificate expires, in seconds since 1970",
        "{node_id=\"" + node + "\"}",
        expires);
  }

  private static void gauge(
      StringBuilder out, String name, String help, String labels, long value) {
    out.append("# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n")
        .append(name + labels + " " + value + "\n");
  }

  /// Tells the control plane of traffic.
  private static void report(
      Dialer dialer,
      NodeSettings settings,
      UUID node,
      EventLoops loops,
      Clock clock,
      RandomGenerator random,
      Deque<AutoCloseable> parts) {
    TelemetryClient client = new TelemetryClient(dialer, node, loops, clock, random);
    parts.push(client);
    client.start(settings.telemetryPeriod());
    loops.measureOneIn(settings.measuredOneIn());
  }

  /// Stops accepting and waits, up to a limit, for what has begun.
  void drain() {
    status.drain();
    streams.stop();
    listeners.drain(settings.drainLimit());
  }

  @Override
  public void close() {
    closeAll(parts);
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception problem) {
        log.warn("a part did not end well", problem);
      }
    }
  }
}
