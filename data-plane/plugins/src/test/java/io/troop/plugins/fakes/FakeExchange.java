package io.troop.plugins.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.plugin.form.QueryText;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/// An exchange for tests: everything is a field that a test may set before, and look at after.
public final class FakeExchange implements Exchange {
  public final Client request = new Client();
  public final Upstream outbound = new Upstream();
  public final Answer response = new Answer();
  public final FakeEntities entities = new FakeEntities();
  public Route route;
  public Service service;
  public Identity identity = Identity.NONE;
  public Target target;
  public List<Attempt> attempts = List.of();
  public List<Part> parts = List.of();
  public Workspace workspace = Workspace.DEFAULT;
  public String id = "0123456789abcdef0123456789abcdef";
  public Instant startedAt = Instant.ofEpochMilli(1_700_000_000_000L);
  public long proxyNanos = 2_000_000;
  public long upstreamNanos = 5_000_000;
  public long receiveNanos = 1_000_000;
  public long totalNanos = 9_000_000;

  public Captures captures = Captures.NONE;
  public final List<String> unreachable = new ArrayList<>();

  private final Map<Slot<?>, Object> slots = new HashMap<>();

  /// An exchange of `GET /` from 127.0.0.1.
  public FakeExchange() {}

  /// An exchange of this request; the path may have a query.
  public FakeExchange(String method, String pathAndQuery) {
    request.method = method;
    outbound.method = method;
    int mark = pathAndQuery.indexOf('?');
    request.path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    request.query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
    outbound.path = request.path;
    outbound.query = request.query;
  }

  /// With a request header, which the upstream gets, too.
  public FakeExchange header(String name, String value) {
    request.headers.add(name, value);
    outbound.headers.add(name, value);
    return this;
  }

  public FakeExchange body(String text) {
    return body(text.getBytes(UTF_8));
  }

  public FakeExchange body(byte[] bytes) {
    request.body = bytes;
    return this;
  }

  public FakeExchange route(UUID id, String name) {
    route =
        new Route(
            id,
            name,
            null,
            List.of("http"),
            null,
            null,
            List.of("/"),
            null,
            null,
            null,
            null,
            426,
            0,
            true,
            "v0",
            false,
            true,
            true,
            null,
            1,
            2,
            null,
            0);
    return this;
  }

  public FakeExchange service(UUID id, String name, String host) {
    service =
        new Service(
            id, name, 5, "http", host, 80, null, 1000, 1000, 1000, null, null, null, null, null,
            true, 1, 2);
    return this;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public Outbound outbound() {
    return outbound;
  }

  @Override
  public Response response() {
    return response;
  }

  @Override
  public Route route() {
    return route;
  }

  @Override
  public Service service() {
    return service;
  }

  @Override
  public boolean mayReach(String host) {
    return !unreachable.contains(host);
  }

  @Override
  public Captures captures() {
    return captures;
  }

  @Override
  public Entities entities() {
    return entities;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public void identify(Identity newIdentity) {
    identity = newIdentity;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public Timings timings() {
    return new Timings() {
      @Override
      public long proxyNanos() {
        return proxyNanos;
      }

      @Override
      public long upstreamNanos() {
        return upstreamNanos;
      }

      @Override
      public long receiveNanos() {
        return receiveNanos;
      }

      @Override
      public long totalNanos() {
        return totalNanos;
      }
    };
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public List<Attempt> attempts() {
    return attempts;
  }

  @Override
  public List<Part> parts() {
    return parts;
  }

  @Override
  public Workspace workspace() {
    return workspace;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T get(Slot<T> slot) {
    return (T) slots.get(slot);
  }

  @Override
  public <T> void set(Slot<T> slot, T value) {
    slots.put(slot, value);
  }

  /// What the client sent.
  public static final class Client implements Request {
    public String method = "GET";
    public String scheme = "http";
    public String host = "gateway.example";
    public int port = 8000;
    public String path = "/";
    public String query;
    public String httpVersion = "1.1";
    public final FakeHeaders headers = new FakeHeaders();
    public InetAddress peer = InetAddress.getLoopbackAddress();
    public boolean peerTrusted;
    public InetAddress clientAddress = InetAddress.getLoopbackAddress();
    public Tls tls;
    public byte[] body = new byte[0];

    @Override
    public String method() {
      return method;
    }

    @Override
    public String scheme() {
      return scheme;
    }

    @Override
    public String host() {
      return host;
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public String query() {
      return query;
    }

    @Override
    public List<String> queryValues(String name) {
      return QueryText.values(query, name);
    }

    @Override
    public String httpVersion() {
      return httpVersion;
    }

    @Override
    public FakeHeaders headers() {
      return headers;
    }

    @Override
    public InetAddress peer() {
      return peer;
    }

    @Override
    public boolean isPeerTrusted() {
      return peerTrusted;
    }

    @Override
    public InetAddress clientAddress() {
      return clientAddress;
    }

    @Override
    public String forwardedScheme() {
      return scheme;
    }

    @Override
    public String forwardedHost() {
      return host;
    }

    @Override
    public int forwardedPort() {
      return port;
    }

    @Override
    public Tls tls() {
      return tls;
    }

    @Override
    public long contentLength() {
      return body.length;
    }

    @Override
    public Mono<ByteBuf> body(int limit) {
      return body.length > limit
          ? Mono.error(new BodyTooLarge(limit))
          : Mono.just(Unpooled.wrappedBuffer(body));
    }
  }

  /// What goes to the upstream.
  public static final class Upstream implements Outbound {
    public String method = "GET";
    public String path = "/";
    public String query;
    public final FakeHeaders headers = new FakeHeaders();
    public byte[] body;
    public String host;
    public int port;
    public String upstream;
    public String scheme;
    public List<Duration> timeouts;

    @Override
    public String method() {
      return method;
    }

    @Override
    public void method(String newMethod) {
      method = newMethod;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public void path(String encodedPath) {
      path = encodedPath;
    }

    @Override
    public String query() {
      return query;
    }

    @Override
    public void query(String newQuery) {
      query = newQuery;
    }

    @Override
    public FakeHeaders headers() {
      return headers;
    }

    @Override
    public ByteBuf body() {
      return body == null ? null : Unpooled.wrappedBuffer(body);
    }

    @Override
    public void body(ByteBuf newBody) {
      body = new byte[newBody.readableBytes()];
      newBody.readBytes(body);
      newBody.release();
    }

    @Override
    public void target(String newHost, int newPort) {
      host = newHost;
      port = newPort;
    }

    @Override
    public void upstream(String name) {
      upstream = name;
    }

    @Override
    public void scheme(String newScheme) {
      scheme = newScheme;
    }

    @Override
    public void timeouts(Duration connect, Duration write, Duration read) {
      timeouts = List.of(connect, write, read);
    }
  }

  /// What goes to the client.
  public static final class Answer implements Response {
    public int status = 200;
    public final FakeHeaders headers = new FakeHeaders();
    public boolean fromUpstream = true;
    public long bytesSent = 42;
    public FakeHeaders trailers;
    public boolean repeated;

    @Override
    public void repeated() {
      repeated = true;
    }

    @Override
    public FakeHeaders trailers() {
      return trailers;
    }

    @Override
    public int status() {
      return status;
    }

    @Override
    public void status(int newStatus) {
      status = newStatus;
    }

    @Override
    public FakeHeaders headers() {
      return headers;
    }

    @Override
    public boolean fromUpstream() {
      return fromUpstream;
    }

    @Override
    public long bytesSent() {
      return bytesSent;
    }
  }
}
