package io.troop.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Verdict;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the plugins that translate to gRPC answer a call that can't be translated. *Stateless.*
public final class RefusedCall {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedCall.class);

  private RefusedCall() {}

  /// The reason as plain text.
  public static Verdict because(IllegalArgumentException why) {
    LOG.error("a call was refused: {}", why.getMessage(), why.getCause());
    String text = String.valueOf(why.getMessage());
    return new Verdict.Answer(400, List.of(), text.getBytes(UTF_8), null);
  }
}
