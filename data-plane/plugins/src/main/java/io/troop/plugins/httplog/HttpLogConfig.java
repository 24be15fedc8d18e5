package io.troop.plugins.httplog;

import io.troop.plugin.log.CustomFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.MatchesNone;
import io.troop.plugin.schema.annotation.MatchesNone.Rule;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Retired;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.tools.QueueConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `http-log`. *Immutable.*
@CheckedBy(HttpLogConfig.OneAuthorization.class)
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record HttpLogConfig(
    @Doc("The URL that entries are sent to.") @Is(Typedef.URL) @Referenceable @Encrypted @Required
        String httpEndpoint,
    @Doc("The method of the request that sends entries.")
        @Default("\"POST\"")
        @OneOf({"POST", "PUT", "PATCH"})
        String method,
    @Doc("The type of the content sent.")
        @Default("\"application/json\"")
        @OneOf({"application/json", "application/json; charset=utf-8"})
        String contentType,
    @Doc("The longest wait for the server, in milliseconds.") @Default("10000") double timeout,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000")
        double keepalive,
    @Doc("Without effect; see queue.max_retry_time.")
        @Retired(
            "http-log: config.retry_count no longer works, please use config.queue.max_retry_time"
                + " instead")
        @Nullable Integer retryCount,
    @Doc("The older name of queue.max_batch_size.")
        @Retired(
            "http-log: config.queue_size is deprecated, please use config.queue.max_batch_size"
                + " instead")
        @Nullable Integer queueSize,
    @Doc("The older name of queue.max_coalescing_delay, in seconds.")
        @Retired(
            "http-log: config.flush_timeout is deprecated, please use"
                + " config.queue.max_coalescing_delay instead")
        @Nullable Double flushTimeout,
    @Doc("Headers that are sent along.")
        @Nullable
            Map<
                @Is(Typedef.HEADER_NAME)
                @MatchesNone({
                  @Rule(pattern = "^[Hh][Oo][Ss][Tt]$", message = "cannot contain 'Host' header"),
                  @Rule(
                      pattern = "^[Cc][Oo][Nn][Tt][Ee][Nn][Tt]%-[Ll][Ee][Nn][Gg][Tt][Hh]$",
                      message = "cannot contain 'Content-Length' header"),
                  @Rule(
                      pattern = "^[Cc][Oo][Nn][Tt][Ee][Nn][Tt]%-[Tt][Yy][Pp][Ee]$",
                      message = "cannot contain 'Content-Type' header")
                })
                String,
                @Referenceable String>
            headers,
    @Doc("How entries are gathered and retried.") @Since("3.3.0") QueueConfig queue,
    @Doc("Members of the log entry, each with the Lua code that makes its value.")
        @Is(Typedef.LUA_CODE)
        @CheckedBy(CustomFields.class)
        @Nullable Map<String, String> customFieldsByLua) {

  /// Credentials come from the endpoint or from a header, never from both.
  static final class OneAuthorization implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      return value instanceof Map<?, ?> config
              && config.get("http_endpoint") instanceof String endpoint
              && endpoint.matches("[a-zA-Z]+://[^/?#]*@.*")
              && config.get("headers") instanceof Map<?, ?> headers
              && headers.keySet().stream()
                  .anyMatch(name -> "authorization".equalsIgnoreCase(String.valueOf(name)))
          ? "specifying both an 'Authorization' header and user info in 'http_endpoint' is not"
              + " allowed"
          : null;
    }
  }
}
