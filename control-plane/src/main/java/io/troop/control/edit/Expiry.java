package io.troop.control.edit;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Times to live. Users say and see how many seconds are left; a stored document says when they are
/// over: its `ttl` is a moment, in seconds since 1970 with their fractions, so that it stays true
/// wherever it travels.
@Component
public class Expiry {

  private final InstantSource clock;

  Expiry(InstantSource clock) {
    this.clock = clock;
  }

  /// What passes, in seconds, before an answer tells what is left: the first full second is over.
  private static final double BEGUN = 0.001;

  /// Puts the moment into a document that is written with so many seconds to live; null and zero
  /// for ever.
  public void setMoment(
      Kind kind, Map<String, @Nullable Object> document, @Nullable Object seconds) {
    if (kind.schema().ttl() && seconds instanceof Number number) {
      document.put("ttl", number.longValue() == 0 ? null : now() + number.longValue() - BEGUN);
    }
  }

  void keepMoment(
      Kind kind, Map<String, @Nullable Object> document, Map<String, @Nullable Object> stored) {
    if (kind.schema().ttl()) {
      document.put("ttl", stored.get("ttl"));
    }
  }

  Map<String, @Nullable Object> withoutMoment(Kind kind, Map<String, @Nullable Object> stored) {
    if (!kind.schema().ttl()) {
      return stored;
    }
    Map<String, @Nullable Object> document = new LinkedHashMap<>(stored);
    document.put("ttl", null);
    return document;
  }

  /// The document as users see it.
  public Map<String, @Nullable Object> shown(Kind kind, Map<String, @Nullable Object> stored) {
    if (!kind.schema().ttl()) {
      return stored;
    }
    Map<String, @Nullable Object> document = new LinkedHashMap<>(stored);
    document.put(
        "ttl",
        stored.get("ttl") instanceof Number moment
            ? Math.max(0, (long) Math.floor(moment.doubleValue() - now()))
            : null);
    return document;
  }

  /// Whether its time is not over.
  public boolean isAlive(Kind kind, Map<String, @Nullable Object> stored) {
    return !kind.schema().ttl()
        || !(stored.get("ttl") instanceof Number moment)
        || moment.doubleValue() > now();
  }

  private double now() {
    return clock.millis() / 1000.0;
  }
}
