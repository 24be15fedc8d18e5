package io.troop.plugins.proxycache;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers from the cache, and fills it. *Thread-safe.*
final class ProxyCacheHandler implements Handler.OnRequest, Handler.OnResponse, Handler.OnBody {
  private static final long MOST_BYTES = 128L << 20;
  private static final int MOST_BODY = 16 << 20;
  private static final Exchange.Slot<Filling> FILLING = new Exchange.Slot<>("proxy-cache");

  private final ProxyCacheConfig config;
  private final ContentTypes types;
  private final Host host;
  private final AnswerCache cache;

  /// An answer on its way into the cache, or what the headers about it say.
  private static final class Filling {
    private final @Nullable String key;
    private final String status;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private List<Map.Entry<String, String>> headers = List.of();
    private long ttl;
    private boolean stores;

    Filling(@Nullable String key, String status) {
      this.key = key;
      this.status = status;
    }
  }

  ProxyCacheHandler(ProxyCacheConfig config, Host host) {
    this.config = config;
    this.types = ContentTypes.of(config.contentType());
    this.host = host;
    this.cache =
        host.keep("proxy-cache", AnswerCache.class, () -> new AnswerCache(MOST_BYTES, host));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    CacheControl asked = CacheControl.of(exchange.request().headers().all("cache-control"));
    if (!isCacheable(exchange, asked)) {
      exchange.set(FILLING, new Filling(null, "Bypass"));
      return Verdict.PROCEED;
    }
    String key = CacheKey.of(exchange, config);
    long nowMillis = host.clock().millis();
    long now = Math.floorDiv(nowMillis, 1000);
    CachedAnswer kept = cache.get(key, nowMillis);
    if (kept == null) {
      if (config.cacheControl() && asked.has("only-if-cached")) {
        return Verdict.empty(504);
      }
      exchange.set(FILLING, new Filling(key, "Miss"));
      return Verdict.PROCEED;
    }
    if (isTooOld(kept, asked, now)) {
      exchange.set(FILLING, new Filling(key, "Refresh"));
      return Verdict.PROCEED;
    }
    return hit(exchange, kept, key, now);
  }

  private boolean isCacheable(Exchange exchange, CacheControl asked) {
    return config.requestMethod().contains(exchange.request().method())
        && !(config.cacheControl()
            && (asked.has("no-store")
                || asked.has("no-cache")
                || exchange.request().headers().contains("authorization")));
  }

  private boolean isTooOld(CachedAnswer kept, CacheControl asked, long now) {
    long age = now - kept.storedAt();
    if (!config.cacheControl()) {
      return age > config.cacheTtl();
    }
    Long oldest = asked.seconds("max-age");
    Long stale = asked.seconds("max-stale");
    Long fresh = asked.seconds("min-fresh");
    return (oldest != null && age > oldest)
        || (stale != null && age - kept.ttl() > stale)
        || (fresh != null && kept.ttl() - age < fresh);
  }

  /// Whether a client that looks for a fault is told what configurations hide.
  private static boolean tellsAll(Exchange exchange) {
    return exchange.request().headers().contains("kong-debug");
  }

  private Verdict hit(Exchange exchange, CachedAnswer kept, String key, long now) {
    exchange.response().repeated();
    boolean all = tellsAll(exchange);
    List<Map.Entry<String, String>> headers = new ArrayList<>(kept.headers());
    if (all || config.responseHeaders().age()) {
      headers.add(Map.entry("Age", Long.toString(now - kept.storedAt())));
    }
    if (all || config.responseHeaders().status()) {
      headers.add(Map.entry("X-Cache-Status", "Hit"));
    }
    if (all || config.responseHeaders().key()) {
      headers.add(Map.entry("X-Cache-Key", key));
    }
    return new Verdict.Answer(kept.status(), headers, kept.body(), null);
  }

  @Override
  public void onResponse(Exchange exchange) {
    Filling filling = exchange.get(FILLING);
    if (filling == null) {
      return;
    }
    boolean all = tellsAll(exchange);
    String status = filling.status;
    if (filling.key != null) {
      CacheControl said = CacheControl.of(exchange.response().headers().all("cache-control"));
      long lifetime = lifetime(exchange, said);
      if (mayKeep(exchange, said, lifetime)) {
        filling.stores = true;
        filling.ttl = lifetime;
        filling.headers = kept(exchange);
      } else {
        status = "Bypass";
      }
      if (all || config.responseHeaders().key()) {
        exchange.response().headers().set("X-Cache-Key", filling.key);
      }
    }
    if (all || config.responseHeaders().status()) {
      exchange.response().headers().set("X-Cache-Status", status);
    }
  }

  private long lifetime(Exchange exchange, CacheControl said) {
    if (!config.cacheControl()) {
      return config.cacheTtl();
    }
    String expires = exchange.response().headers().get("expires");
    return said.lifetime(expires == null ? 0 : until(expires));
  }

  private long until(String date) {
    try {
      Instant moment = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      return moment.getEpochSecond() - host.clock().instant().getEpochSecond();
    } catch (DateTimeException e) {
      return 0;
    }
  }

  private boolean mayKeep(Exchange exchange, CacheControl said, long lifetime) {
    return config.responseCode().contains(exchange.response().status())
        && types.accepts(exchange.response().headers().get("content-type"))
        && !(config.cacheControl()
            && (said.has("private")
                || said.has("no-store")
                || said.has("no-cache")
                || lifetime <= 0));
  }

  private static List<Map.Entry<String, String>> kept(Exchange exchange) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    exchange
        .response()
        .headers()
        .forEach((name, value) -> {
          if (CachedAnswer.isKept(name)) {
            headers.add(Map.entry(name, value));
          }
        });
    return headers;
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    Filling filling = exchange.get(FILLING);
    return filling != null && filling.stores;
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    Filling filling = exchange.get(FILLING);
    if (filling == null || !filling.stores || filling.key == null) {
      return part;
    }
    if (part != null) {
      filling.body.writeBytes(CachedAnswer.bytes(part));
    }
    if (filling.body.size() > MOST_BODY) {
      filling.stores = false;
    } else if (last) {
      long now = host.clock().millis();
      Integer kept = config.storageTtl();
      long ttl = kept != null ? kept : filling.ttl;
      cache.put(
          filling.key,
          new CachedAnswer(
              exchange.response().status(),
              filling.headers,
              filling.body.toByteArray(),
              Math.floorDiv(now, 1000),
              filling.ttl,
              ttl == 0 ? Long.MAX_VALUE : now + 1000 * ttl));
    }
    return part;
  }
}
