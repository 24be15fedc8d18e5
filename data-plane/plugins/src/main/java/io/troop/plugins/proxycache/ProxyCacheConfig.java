package io.troop.plugins.proxycache;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.Named;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `proxy-cache`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record ProxyCacheConfig(
    @Doc("The statuses of answers that are kept.")
        @Required
        @Default("[200, 301, 404]")
        @MinLength(1)
        List<@Range(min = 100, max = 900) Integer> responseCode,
    @Doc("The methods of requests whose answers are kept.")
        @Required
        @Default("[\"GET\", \"HEAD\"]")
        List<@OneOf({"HEAD", "GET", "POST", "PATCH", "PUT"}) String> requestMethod,
    @Doc("The content types of answers that are kept, with their parameters.")
        @Required
        @Default("[\"text/plain\", \"application/json\"]")
        List<String> contentType,
    @Doc("How many seconds an answer is given again.") @Default("300") @GreaterThan(0) int cacheTtl,
    @Doc("Where answers are kept.") @Required @OneOf("memory") String strategy,
    @Doc("Whether Cache-Control of requests and answers counts.") @Required @Default("false")
        boolean cacheControl,
    @Doc("Whether paths that differ in case only share an entry.")
        @Default("false")
        @Since("3.3.0")
        @NotRequired
        boolean ignoreUriCase,
    @Doc("How many seconds an answer is kept, whether it may be given again or not.")
        @Nullable Integer storageTtl,
    @Doc("Settings of the memory strategy.") Memory memory,
    @Doc("The query arguments that tell answers apart; all when there are none.")
        @Nullable List<String> varyQueryParams,
    @Doc("The request headers that tell answers apart.") @Nullable List<String> varyHeaders,
    @Doc("The headers about the cache that answers carry.") @Since("3.4.0")
        ResponseHeaders responseHeaders) {

  /// @param dictionaryName has no meaning here; kept for Kong's clients
  record Memory(
      @Doc("The name of nginx's memory zone.") @Required @Default("\"kong_db_cache\"")
          String dictionaryName) {}

  /// Which headers are sent.
  record ResponseHeaders(
      @Default("true") boolean age,
      @Named("X-Cache-Status") @Default("true") boolean status,
      @Named("X-Cache-Key") @Default("true") boolean key) {}
}
