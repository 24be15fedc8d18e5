package io.troop.proxy;

import io.troop.proxy.cache.AtomicFile;
import io.troop.proxy.pipeline.RequestDebug;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may ask where the time of a request went: Kong's `request_debug` and `request_debug_token`.
/// *Stateless.*
final class DebugToken {
  private static final Logger log = LoggerFactory.getLogger(DebugToken.class);

  private static final Setting<Boolean> REQUEST_DEBUG = Setting.onOff("request_debug", true);
  private static final Setting<String> TOKEN = Setting.secret("request_debug_token");

  /// Where Kong leaves the token.
  private static final String FILE = ".request_debug_token";

  private DebugToken() {}

  /// Leaves the token in the node's folder, for those who may read there.
  ///
  /// @return null when the settings allow nobody to ask
  static @Nullable RequestDebug of(Settings settings, Path prefix, RandomGenerator random) {
    if (!settings.get(REQUEST_DEBUG)) {
      return null;
    }
    String token = settings.find(TOKEN).orElseGet(() -> made(random));
    Path file = prefix.resolve(FILE);
    try {
      Files.createDirectories(prefix);
      AtomicFile.write(file, token.getBytes(StandardCharsets.UTF_8));
      log.info("{} the token for request debugging is in {}", RequestDebug.PREFIX, file);
    } catch (IOException problem) {
      log.warn("the token for request debugging can't be left in {}: {}", file, problem.toString());
    }
    return new RequestDebug(token);
  }

  private static String made(RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
