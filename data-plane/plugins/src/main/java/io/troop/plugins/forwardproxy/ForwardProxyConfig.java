package io.troop.plugins.forwardproxy;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `forward-proxy`. *Immutable.*
record ForwardProxyConfig(
    @Doc("The password to tell the proxy.") @Referenceable @Encrypted @Nullable String authPassword,
    @Doc("The user to tell the proxy.") @Referenceable @Nullable String authUsername,
    @Doc("The proxy for plain upstreams; the other one if left out.") @Is(Typedef.HOST)
        @Nullable String httpProxyHost,
    @Doc("The port of the proxy for plain upstreams.") @Is(Typedef.PORT)
        @Nullable Integer httpProxyPort,
    @Doc("The proxy for secured upstreams; the other one if left out.") @Is(Typedef.HOST)
        @Nullable String httpsProxyHost,
    @Doc("The port of the proxy for secured upstreams.") @Is(Typedef.PORT)
        @Nullable Integer httpsProxyPort,
    @Doc("Whether certificates of secured upstreams must be trusted and be their hosts'.")
        @Default("false")
        boolean httpsVerify,
    @Doc("How the proxy is spoken to.") @Required @Default("\"http\"") @OneOf("http")
        String proxyScheme,
    @Doc("Whether X-Forwarded headers are added to, left out, or left as the client sent them.")
        @Required
        @Default("\"append\"")
        @OneOf({"append", "delete", "transparent"})
        String xHeaders) {

  static final List<Check> CHECKS =
      List.of(
          Check.atLeastOneOf("http_proxy_host", "https_proxy_host"),
          Check.mutuallyRequired("http_proxy_host", "http_proxy_port"),
          Check.mutuallyRequired("https_proxy_host", "https_proxy_port"));
}
