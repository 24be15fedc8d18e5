package io.troop.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.relay.Ticks;
import io.troop.routing.Match;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// A connection in the words of an exchange, for balancing: who asks, and for what service. It has
/// no request and no answer in the sense of HTTP. *Confined to one event loop.*
final class StreamExchange implements Exchange {
  private final CompiledConfig config;
  private final Match match;
  private final StreamQuery query;
  private final Instant startedAt;
  private final String id;
  private final Map<Slot<?>, Object> slots = new HashMap<>();
  private final Ticks ticks;
  private final long startedNanos;
  private final StreamMeter meter = new StreamMeter();
  private @Nullable Target target;
  private long connectedNanos = -1;
  private long endNanos = -1;
  private int status = 200;

  StreamExchange(CompiledConfig config, Match match, StreamQuery query, LoopResources loop) {
    this.config = config;
    this.match = match;
    this.query = query;
    this.ticks = loop.ticks();
    this.startedNanos = ticks.nanos();
    this.startedAt = loop.clock().instant();
    this.id = loop.newId();
  }

  StreamMeter meter() {
    return meter;
  }

  /// A target is tried.
  void trying(Peer peer) {
    target = new Target(peer.host(), peer.address().getAddress(), peer.address().getPort());
  }

  /// The name to ask a target for: the client's where the route preserves it, else the target's or
  /// what its upstream says in its place.
  String serverName(Peer peer) {
    String asked = query.sni();
    return match.route().preserveHost() && asked != null ? asked : peer.serverName();
  }

  void connected() {
    connectedNanos = ticks.nanos();
  }

  /// It did not come about.
  void failed(int why) {
    status = why;
  }

  void ended() {
    endNanos = ticks.nanos();
  }

  @Override
  public Session session() {
    return meter.session(query.destinationPort(), status);
  }

  @Override
  public Workspace workspace() {
    return config.workspace(match);
  }

  @Override
  public Request request() {
    return new Bytes(query);
  }

  @Override
  public Outbound outbound() {
    throw new UnsupportedOperationException("a stream has no request");
  }

  @Override
  public Response response() {
    return new StreamAnswer(session());
  }

  @Override
  public Route route() {
    return match.route();
  }

  @Override
  public @Nullable Service service() {
    return match.service();
  }

  @Override
  public Entities entities() {
    return config.entities(match);
  }

  @Override
  public Identity identity() {
    return Identity.NONE;
  }

  @Override
  public void identify(Identity identity) {
    throw new UnsupportedOperationException("nobody says who is behind a stream");
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
        return connectedNanos < 0 ? totalNanos() : connectedNanos - startedNanos;
      }

      @Override
      public long upstreamNanos() {
        return -1;
      }

      @Override
      public long totalNanos() {
        return (endNanos < 0 ? ticks.nanos() : endNanos) - startedNanos;
      }
    };
  }

  @Override
  public @Nullable Target target() {
    return target;
  }

  @Override
  @SuppressWarnings("unchecked") // set put a T beside this very slot
  public <T> @Nullable T get(Slot<T> slot) {
    return (T) slots.get(slot);
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    if (value == null) {
      slots.remove(slot);
    } else {
      slots.put(slot, value);
    }
  }

  /// What is known of the client's side. *Immutable.*
  private record Bytes(StreamQuery stream) implements Request {
    @Override
    public String method() {
      return "";
    }

    @Override
    public String scheme() {
      return stream.protocol();
    }

    @Override
    public String host() {
      return "";
    }

    @Override
    public int port() {
      return stream.destinationPort();
    }

    @Override
    public String path() {
      return "";
    }

    @Override
    public @Nullable String query() {
      return null;
    }

    @Override
    public List<String> queryValues(String name) {
      return List.of();
    }

    @Override
    public String httpVersion() {
      return "";
    }

    @Override
    public Headers headers() {
      return new HeaderBlock();
    }

    @Override
    public InetAddress peer() {
      return stream.client().peer();
    }

    @Override
    public @Nullable Tls tls() {
      return stream.client().tls();
    }

    @Override
    public boolean isPeerTrusted() {
      return stream.client().isTrusted();
    }

    @Override
    public InetAddress clientAddress() {
      return stream.sourceAddress();
    }

    @Override
    public String forwardedScheme() {
      return scheme();
    }

    @Override
    public String forwardedHost() {
      return host();
    }

    @Override
    public int forwardedPort() {
      return port();
    }

    @Override
    public long contentLength() {
      return -1;
    }

    @Override
    public Mono<ByteBuf> body(int limit) {
      return Mono.error(new UnsupportedOperationException("a stream has no body"));
    }
  }
}
