package io.troop.proxy.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.reactive.BaseRedisReactiveCommands;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// One server, or a cluster, over one connection, made when first needed and again after it failed
/// to come up. *Thread-safe.*
final class LettuceRedis implements Redis {
  private final Supplier<CompletionStage<? extends BaseRedisReactiveCommands<String, String>>>
      connect;
  private final Runnable shutdown;
  private final AtomicReference<
          @Nullable CompletableFuture<BaseRedisReactiveCommands<String, String>>>
      connection = new AtomicReference<>();
  private final Map<String, String> digests = new ConcurrentHashMap<>();

  /// @param connect makes the connection
  /// @param shutdown ends it, and all that was made for it
  LettuceRedis(
      Supplier<CompletionStage<? extends BaseRedisReactiveCommands<String, String>>> connect,
      Runnable shutdown) {
    this.connect = connect;
    this.shutdown = shutdown;
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
        .flatMap(open -> open.<Object>dispatch(command, new AnyOutput(), arguments).next());
  }

  private CompletableFuture<BaseRedisReactiveCommands<String, String>> connected() {
    CompletableFuture<BaseRedisReactiveCommands<String, String>> now = connection.get();
    if (now != null && !now.isCompletedExceptionally()) {
      return now;
    }
    CompletableFuture<BaseRedisReactiveCommands<String, String>> next = new CompletableFuture<>();
    if (!connection.compareAndSet(now, next)) {
      return connected();
    }
    var _ =
        connect
            .get()
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
    shutdown.run();
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
