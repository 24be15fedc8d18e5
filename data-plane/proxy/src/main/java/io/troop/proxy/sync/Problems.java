package io.troop.proxy.sync;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.handler.proxy.ProxyConnectException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts the end of a stream in words. *Stateless.*
public final class Problems {

  /// As Netty ends its description of what a proxy said.
  private static final Pattern PROXY_STATUS = Pattern.compile("status: (\\d{3}.*)$");

  private Problems() {}

  /// gRPC's own description and the innermost cause, which says what really happened.
  public static String text(Status status) {
    Throwable innermost = null;
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ProxyConnectException refused && refused.getCause() == null) {
        return refusal(String.valueOf(refused.getMessage()));
      }
      innermost = cause;
    }
    return text(status, innermost);
  }

  private static String text(Status status, @Nullable Throwable innermost) {
    String description = status.getDescription();
    // Further lines describe gRPC's inner state.
    String text =
        description == null ? status.getCode().name() : description.lines().findFirst().orElse("");
    return innermost == null || innermost.getMessage() == null
        ? text
        : text + ": " + innermost.getMessage();
  }

  private static String refusal(String message) {
    Matcher status = PROXY_STATUS.matcher(message);
    if (!status.find()) {
      return "the proxy opens no tunnel: " + message;
    }
    String said = Objects.requireNonNull(status.group(1));
    String expected =
        said.startsWith("407")
            ? "200; are user and password in proxy_server right?"
            : "200; does the proxy allow CONNECT to this host and port?";
    return "the proxy refused the tunnel: " + said + " (expected: " + expected + ")";
  }
}
