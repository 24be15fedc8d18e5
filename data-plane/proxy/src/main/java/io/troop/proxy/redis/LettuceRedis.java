package io.troop.proxy.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.troop.plugin.tools.Redis;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// One server over one connection, made when first needed and again after it failed to come up.
/// *Thread-safe.*
final class LettuceRedis implements Redis {
  private final RedisClient client;
  private final RedisURI uri;
  private final AtomicReference<
          @Nullable CompletableFuture<StatefulRedisConnection<String, String>>>
      connection = new AtomicReference<>();
  private final Map<String, String> digests = new ConcurrentHashMap<>();

  LettuceRedis(RedisClient client, RedisURI uri) {
    this.client = client;
    this.uri = uri;
  }

  @Override
  public Mono<Object> command(String name, List<String> arguments) {
    return run(new Word(name.toUpperCase(Locale.ROOT)), args().addValues(arguments));
  }

  @Override
  public Mono<Object> eval(String script, List<String> keys, List<String> arguments) {
    String digest = digests.computeIfAbsent(script, LettuceRedis::sha1);
    return run(CommandType.EVALSHA, evalArgs(digest, keys, arguments))
        .onErrorResume(
            RedisNoScriptException.class,
            _ -> run(CommandType.EVAL, evalArgs(script, keys, arguments)));
  }

  private static CommandArgs<String, String> evalArgs(
      String script, List<String> keys, List<String> arguments) {
    return args().add(script).add(keys.size()).addKeys(keys).addValues(arguments);
  }

  private static CommandArgs<String, String> args() {
    return new CommandArgs<>(StringCodec.UTF8);
  }

  private Mono<Object> run(ProtocolKeyword command, CommandArgs<String, String> arguments) {
    return Mono.fromCompletionStage(this::connected)
        .flatMap(open -> open.reactive().dispatch(command, new AnyOutput(), arguments).next());
  }

  private CompletableFuture<StatefulRedisConnection<String, String>> connected() {
    CompletableFuture<StatefulRedisConnection<String, String>> now = connection.get();
    if (now != null && !now.isCompletedExceptionally()) {
      return now;
    }
    CompletableFuture<StatefulRedisConnection<String, String>> next = new CompletableFuture<>();
    if (!connection.compareAndSet(now, next)) {
      return connected();
    }
    var _ =
        client
            .connectAsync(StringCodec.UTF8, uri)
            .whenComplete((open, failure) -> {
              if (failure != null) {
                next.completeExceptionally(failure);
              } else {
                next.complete(open);
              }
            });
    return next;
  }

  void close() {
    client.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS);
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the Java platform has no SHA-1", e);
    }
  }

  /// The name of a command.
  private record Word(String word) implements ProtocolKeyword {
    @Override
    public byte[] getBytes() {
      return word.getBytes(UTF_8);
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
