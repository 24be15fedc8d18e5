package io.troop.plugin;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Credential;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// One request and its answer, from accept to log.
///
/// *Confined to one event loop* (and to one blocking handler while it runs). Nothing of it may be
/// kept after the log phase.
public interface Exchange {

  /// What the client sent. It does not change.
  Request request();

  /// What goes to the upstream: starts as the client's request with the forwarding rules applied.
  Outbound outbound();

  /// What goes to the client; its status is 0 before there is an answer.
  Response response();

  /// The route that matched; null when none did.
  @Nullable Route route();

  /// The route's service; null for a route without one.
  @Nullable Service service();

  /// The entities of the configuration this request sees, the same from start to end.
  Entities entities();

  /// Who the client is, so far; [Identity#NONE] before anybody said.
  Identity identity();

  /// Says who the client is. The plugins configured for its consumer take part from now on, as in
  /// Kong.
  void identify(Identity identity);

  /// 32 hexadecimal digits, unique to this request.
  String id();

  /// When the head of the request had been read.
  Instant startedAt();

  /// The part of its life this exchange spent where; for logs and latency headers.
  Timings timings();

  /// The address and port of the target that was tried last; null when none was.
  @Nullable Target target();

  /// Every target that was tried, in order; empty when none was. An exchange that keeps no record
  /// of all tells of the last.
  default List<Attempt> attempts() {
    Target last = target();
    return last == null
        ? List.of()
        : List.of(new Attempt(last.address(), last.port(), startedAt(), 0, null, null));
  }

  /// The parts of its life that the node noted for traces, in the order in which they ended; empty
  /// where nothing is noted, see [io.troop.plugin.tools.Tracing].
  default List<Part> parts() {
    return List.of();
  }

  /// Whether a request to this host has a target that is not known to be unhealthy; true for a host
  /// that is no upstream.
  ///
  /// @param host a host, or the name of an upstream in the route's workspace
  default boolean mayReach(String host) {
    return true;
  }

  /// What is known of a connection that is no HTTP; null for a request. Such an exchange has
  /// neither an outbound request nor headers, and of the phases only request and log.
  default @Nullable Session session() {
    return null;
  }

  /// The workspace of the route; of the node's default when no route matched.
  default Workspace workspace() {
    return Workspace.DEFAULT;
  }

  /// What plugins add to log entries, set by [#logValue]: dotted paths to values.
  default Map<String, @Nullable Object> logValues() {
    Map<String, @Nullable Object> values = get(LOG_VALUES);
    return values == null ? Map.of() : values;
  }

  /// Sets a member of this exchange's log entries (Kong's `kong.log.set_serialize_value`).
  ///
  /// @param path names joined by dots; a dot in a name is written `\.`
  /// @param value a JSON value; null removes the member
  default void logValue(String path, @Nullable Object value) {
    Map<String, @Nullable Object> values = get(LOG_VALUES);
    if (values == null) {
      values = new LinkedHashMap<>();
      set(LOG_VALUES, values);
    }
    values.put(path, value);
  }

  /// What the groups of the route's regular expression took out of the path; [Captures#NONE] for a
  /// plain path.
  default Captures captures() {
    return Captures.NONE;
  }

  /// What plugins leave for later plugins of the same request (Kong's `kong.ctx.shared`): names to
  /// values.
  default Map<String, @Nullable Object> shared() {
    Map<String, @Nullable Object> values = get(SHARED);
    if (values == null) {
      values = new LinkedHashMap<>();
      set(SHARED, values);
    }
    return values;
  }

  /// The same result, delivered on the exchange's event loop: what a handler does with the exchange
  /// once another thread has a result belongs behind this.
  default <T> Mono<T> onLoop(Mono<T> result) {
    return result;
  }

  /// Where [#shared] is kept.
  Slot<Map<String, @Nullable Object>> SHARED = new Slot<>("shared");

  /// Where [#logValues] are kept.
  Slot<Map<String, @Nullable Object>> LOG_VALUES = new Slot<>("log values");

  <T> @Nullable T get(Slot<T> slot);

  <T> void set(Slot<T> slot, @Nullable T value);

  /// A typed place in an exchange for a handler's own memory, known by identity. Make one per
  /// handler class, static and final.
  @SuppressWarnings("UnusedTypeParameter") // it types get and set
  final class Slot<T> {
    private final String name;

    public Slot(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// What the client sent.
  interface Request {
    String method();

    /// `http` or `https`, as the connection is.
    String scheme();

    /// The host without port, lower case; empty when none was given.
    String host();

    /// The port of the listener that took the request.
    int port();

    /// The path as received, still encoded, without the query.
    String path();

    /// The text after `?`; null when there was no `?`.
    @Nullable String query();

    /// Values of one query argument, decoded; empty when absent. An argument without `=` has the
    /// value `true` in Kong; here it is the empty string.
    List<String> queryValues(String name);

    /// `1.0`, `1.1` or `2`.
    String httpVersion();

    Headers headers();

    /// The peer of the connection.
    InetAddress peer();

    /// Whether `trusted_ips` names the peer of the connection.
    boolean isPeerTrusted();

    /// The client's address after `trusted_ips` and `real_ip_header` were applied.
    InetAddress clientAddress();

    /// Scheme, host and port as a trusted proxy in front reports them, else as received.
    String forwardedScheme();

    String forwardedHost();

    int forwardedPort();

    /// How the connection is secured; null when it is not.
    default @Nullable Tls tls() {
      return null;
    }

    /// Bytes received so far: request line, headers and body with its framing. Of a request over
    /// HTTP/2 the head counts as HTTP/1.1 would have written it, and the body without its frames.
    default long bytesReceived() {
      return Math.max(0, contentLength());
    }

    /// Bytes of the body announced by `Content-Length`; -1 when unknown.
    long contentLength();

    /// Reads the whole body; the upstream still gets it. Repeated calls give the same bytes.
    ///
    /// @param limit the most bytes to hold; beyond it the result is a [BodyTooLarge] error
    /// @return a buffer the exchange owns: do not release it
    Mono<ByteBuf> body(int limit);
  }

  /// What goes to the upstream.
  interface Outbound {
    String method();

    void method(String method);

    /// The encoded path.
    String path();

    void path(String encodedPath);

    @Nullable String query();

    void query(@Nullable String query);

    Headers.Mutable headers();

    /// The body that takes the place of the client's; null while none does. Owned by the exchange.
    default @Nullable ByteBuf body() {
      return null;
    }

    /// Replaces the body, whose length header follows. The exchange takes ownership.
    void body(ByteBuf body);

    /// Sends the request to this host and port in place of the service's.
    void target(String host, int port);

    /// Sends the request through this upstream (by name) in place of the service's host.
    void upstream(String name);

    /// `http`, `https`, `grpc` or `grpcs`.
    void scheme(String scheme);

    /// Replaces the service's timeouts for this request.
    void timeouts(Duration connect, Duration write, Duration read);
  }

  /// What goes to the client.
  interface Response {
    int status();

    void status(int status);

    Headers.Mutable headers();

    /// Whether the answer came from the upstream, and not from the gateway or a plugin.
    boolean fromUpstream();

    /// The status the upstream answered with, whatever became of it; 0 when it did not answer.
    default int upstreamStatus() {
      return fromUpstream() ? status() : 0;
    }

    /// Whether the gateway answered because the upstream could not be reached or understood: an
    /// error, and no plugin's decision.
    default boolean isFailure() {
      return false;
    }

    /// Says that the answer a plugin is about to give is one that an upstream gave before: it tells
    /// of latencies and of the way it came as a proxied one does.
    default void repeated() {}

    /// What the upstream sent behind the body, known when its end is; null for nothing.
    default @Nullable Headers trailers() {
      return null;
    }

    /// Bytes sent so far: status line, headers and body with its framing; once the answer is
    /// complete, with its end. Over HTTP/2 heads count as HTTP/1.1 would have written them, and the
    /// body without its frames.
    default long totalBytesSent() {
      return bytesSent();
    }

    /// Bytes of body sent so far.
    long bytesSent();
  }

  /// Who the client is.
  ///
  /// @param consumer the consumer; null for a credential without one, or for nobody
  /// @param credentialId what names the credential to the upstream, by `X-Credential-Identifier`;
  ///   null for nothing
  /// @param credential the credential itself; null for none
  /// @param anonymous whether `consumer` is the plugin's stand-in for the unauthenticated
  record Identity(
      @Nullable Consumer consumer,
      @Nullable String credentialId,
      @Nullable Object credential,
      boolean anonymous) {

    public static final Identity NONE = new Identity(null, null, null, false);

    /// The id of the consumer; null for none.
    public @Nullable UUID consumerId() {
      return consumer == null ? null : consumer.id();
    }

    /// The id of the stored credential; what names the credential when it is not stored; null for
    /// none. Kong: what logs, limits and hashes know a credential by.
    public @Nullable String storedId() {
      return credential instanceof Credential stored ? stored.id().toString() : credentialId;
    }

    /// Whether a credential was accepted; an anonymous stand-in is none.
    public boolean isAuthenticated() {
      return !anonymous && (consumer != null || credential != null);
    }
  }

  /// What the groups of a path's regular expression matched.
  ///
  /// @param numbered the groups in order, from group 1; null for a group that took no part
  /// @param named the named groups among them that took part
  record Captures(List<@Nullable String> numbered, Map<String, String> named) {
    public static final Captures NONE = new Captures(List.of(), Map.of());

    // Written out because the annotation on the element is lost in the short form.
    public Captures(List<@Nullable String> numbered, Map<String, String> named) {
      this.numbered = Collections.unmodifiableList(new ArrayList<>(numbered));
      this.named = Map.copyOf(named);
    }
  }

  /// A connection that is no HTTP.
  ///
  /// @param port the one that the client knows
  /// @param status 200, or why it did not come about: 403 refused by a plugin, 502 no target
  ///   reached
  /// @param received bytes from the client
  /// @param sent bytes to the client
  /// @param upstreamReceived bytes from the target
  /// @param upstreamSent bytes to the target
  record Session(
      int port, int status, long received, long sent, long upstreamReceived, long upstreamSent) {}

  /// A target as an upstream connection has it.
  record Target(String host, InetAddress address, int port) {}

  /// One try to send the request to a target.
  ///
  /// @param startedAt when the target was picked
  /// @param nanos how long it took until the connection could be used or had failed
  /// @param state null for a success; else Kong's word for what failed: `failed` or `next`
  /// @param code the status that made the try fail; null for another reason
  record Attempt(
      InetAddress address,
      int port,
      Instant startedAt,
      long nanos,
      @Nullable String state,
      @Nullable Integer code) {}

  /// A part of an exchange's life.
  ///
  /// @param kind what the node did
  /// @param subject the plugin that was called, or the host that was looked up; empty for none
  /// @param port of the host that was looked up; 0 for none
  /// @param found the address of that host; null when there is none
  /// @param call what was called; null for another kind of part
  record Part(
      Kind kind,
      String subject,
      int port,
      @Nullable InetAddress found,
      @Nullable Call call,
      Instant startedAt,
      long nanos) {

    /// A part that is no call.
    public Part(
        Kind kind,
        String subject,
        int port,
        @Nullable InetAddress found,
        Instant startedAt,
        long nanos) {
      this(kind, subject, port, found, null, startedAt, nanos);
    }

    /// A call of a plugin to an HTTP server.
    ///
    /// @param url without user information
    /// @param userAgent null for the node's own
    /// @param proxy the proxy it went through, without user information; null for none
    /// @param status of the answer; 0 when there was none
    public record Call(
        String method,
        String url,
        @Nullable String userAgent,
        @Nullable String proxy,
        int status) {}

    /// What a node notes.
    public enum Kind {
      ROUTER,
      REWRITE,
      ACCESS,
      HEADER_FILTER,
      DNS,
      CALL
    }
  }

  /// A workspace, for logs and metrics.
  record Workspace(@Nullable UUID id, String name) {
    public static final Workspace DEFAULT = new Workspace(null, "default");
  }

  /// A secured connection.
  ///
  /// @param version such as `TLSv1.3`
  /// @param cipher the cipher suite's name
  /// @param serverName the name the client asked for; null for none
  /// @param certificates the client's certificate, first, and its chain; empty for none. Not yet
  ///   verified by anybody
  record Tls(
      String version,
      String cipher,
      @Nullable String serverName,
      List<java.security.cert.X509Certificate> certificates) {}

  /// Durations in nanoseconds; -1 for a part that did not happen.
  interface Timings {
    /// From the head of the request to the first byte sent upstream (or to the gateway's own
    /// answer).
    long proxyNanos();

    /// From the first byte sent upstream to the head of its answer.
    long upstreamNanos();

    /// From the head of the upstream's answer to its end.
    default long receiveNanos() {
      return -1;
    }

    /// From the head of the request to the end of the answer.
    long totalNanos();
  }

  /// A body beyond the limit a handler set.
  final class BodyTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BodyTooLarge(int limit) {
      super("the request's body is larger than " + limit + " bytes");
    }
  }
}
