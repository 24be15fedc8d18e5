package io.troop.proxy.vault;

import io.troop.state.EntityKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What vaults said. *Thread-safe.* A secret is read once, read anew in the background when its
/// time is over, and kept while its vault is away. Whoever uses it hears of a new value.
public final class SecretCache {
  private static final Logger log = LoggerFactory.getLogger(SecretCache.class);

  /// The first reading is waited for, on the thread that compiles configurations.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private volatile Consumer<Set<EntityKey>> listener = _ -> {};

  /// A secret in a vault.
  ///
  /// @param vault equal for equal vaults with equal settings
  public record Key(Object vault, String resource) {}

  private static final class Entry {
    private final Key key;
    private final SecretSource source;
    private final Lifetime life;
    private final Set<EntityKey> users = ConcurrentHashMap.newKeySet();
    private @Nullable String text;
    private Instant readAt = Instant.EPOCH;
    private Instant nextTry = Instant.EPOCH;
    private @Nullable String problem;
    private @Nullable CompletableFuture<Void> reading;

    Entry(Key key, SecretSource source, Lifetime life) {
      this.key = key;
      this.source = source;
      this.life = life;
    }
  }

  public SecretCache(InstantSource clock) {
    this.clock = clock;
  }

  /// Who hears of secrets that changed: the entities that use them. Called from any thread.
  public void onChange(Consumer<Set<EntityKey>> consumer) {
    listener = consumer;
  }

  /// The text of a secret. Waits a moment when it was never read.
  ///
  /// @param user who uses it; null for nobody who needs to hear of changes
  /// @throws SecretUnavailable when it can't be read and never was, or too long ago
  public String get(Key key, SecretSource source, Lifetime life, @Nullable EntityKey user) {
    Entry entry = entries.computeIfAbsent(key, _ -> new Entry(key, source, life));
    if (user != null) {
      entry.users.add(user);
    }
    CompletableFuture<Void> reading = readIfUnknown(entry);
    if (reading != null) {
      await(reading);
    }
    synchronized (entry) {
      if (entry.text == null) {
        throw new SecretUnavailable(
            entry.problem == null ? "the vault has not answered yet" : entry.problem);
      }
      return entry.text;
    }
  }

  private @Nullable CompletableFuture<Void> readIfUnknown(Entry entry) {
    synchronized (entry) {
      boolean unknown = entry.text == null && !clock.instant().isBefore(entry.nextTry);
      return unknown || (entry.text == null && entry.reading != null) ? read(entry) : null;
    }
  }

  private static void await(CompletableFuture<Void> reading) {
    try {
      reading.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException later) {
      // It is told of when it is there.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads anew what is due; to be called about once a second. Does not wait.
  public void refresh() {
    Instant now = clock.instant();
    for (Entry entry : entries.values()) {
      synchronized (entry) {
        Duration ttl = entry.life.ttl();
        boolean over = ttl != null && !now.isBefore(entry.readAt.plus(ttl));
        if ((entry.text == null || over) && !now.isBefore(entry.nextTry)) {
          read(entry);
        }
      }
    }
  }

  /// Reads everything anew, as after a change of vaults.
  public void expire() {
    for (Entry entry : entries.values()) {
      synchronized (entry) {
        read(entry);
      }
    }
  }

  private CompletableFuture<Void> read(Entry entry) {
    CompletableFuture<Void> under = entry.reading;
    if (under != null) {
      return under;
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    entry.reading = done;
    entry
        .source
        .read(entry.key.resource())
        .subscribe(text -> learned(entry, text, done), problem -> failed(entry, problem, done));
    return done;
  }

  private void learned(Entry entry, String text, CompletableFuture<Void> done) {
    boolean isNew;
    synchronized (entry) {
      isNew = !text.equals(entry.text);
      entry.text = text;
      entry.readAt = clock.instant();
      entry.nextTry = Instant.EPOCH;
      entry.problem = null;
      entry.reading = null;
    }
    done.complete(null);
    if (isNew) {
      tell(entry);
    }
  }

  private void failed(Entry entry, Throwable problem, CompletableFuture<Void> done) {
    boolean lost;
    synchronized (entry) {
      Instant now = clock.instant();
      entry.problem = String.valueOf(problem.getMessage());
      entry.nextTry = now.plus(entry.life.negative());
      entry.reading = null;
      Duration ttl = entry.life.ttl();
      Duration more = entry.life.resurrect();
      lost =
          entry.text != null
              && ttl != null
              && more != null
              && now.isAfter(entry.readAt.plus(ttl).plus(more));
      if (lost) {
        entry.text = null;
      }
      log.warn(
          "the secret {} can't be read, {}: {}",
          entry.key.resource(),
          entry.text == null ? "and is not known" : "and stays as it was",
          entry.problem);
    }
    done.complete(null);
    if (lost) {
      tell(entry);
    }
  }

  private void tell(Entry entry) {
    if (!entry.users.isEmpty()) {
      listener.accept(Set.copyOf(entry.users));
    }
  }
}
