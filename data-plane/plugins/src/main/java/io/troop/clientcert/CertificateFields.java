package io.troop.clientcert;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the plugins that look at clients' certificates have in common. *Immutable.*
public record CertificateFields(
    @Doc("The id or username of a consumer who stands in for clients without a good certificate.")
        @Nullable String anonymous,
    @Doc("The fields of consumers that names in certificates are looked for in.")
        @Default("[\"username\", \"custom_id\"]")
        List<@OneOf({"username", "custom_id"}) String> consumerBy,
    @Doc("The ids of the authorities whose certificates are trusted.") @Required
        List<@Is(Typedef.UUID) String> caCertificates,
    @Doc("How many seconds a verified certificate counts without being verified again.")
        @Required
        @Default("60")
        double cacheTtl,
    @Doc("Whether a trusted certificate is enough, without a consumer.") @Required @Default("false")
        boolean skipConsumerLookup,
    @Doc("Whether an authority that is not a root one may end the chain.")
        @Required
        @Default("false")
        boolean allowPartialChain,
    @Doc("What a client without a consumer is a member of: the group of this name.")
        @Default("\"CN\"")
        @OneOf({"CN", "DN"})
        @Nullable String authenticatedGroupBy,
    @Doc(
            "What to do about revoked certificates: nothing, to refuse what is known to be revoked, or"
                + " to refuse what is not known to be good.")
        @Default("\"IGNORE_CA_ERROR\"")
        @OneOf({"SKIP", "IGNORE_CA_ERROR", "STRICT"})
        String revocationCheckMode,
    @Doc("The longest wait for an OCSP responder or a revocation list, in milliseconds.")
        @Default("30000")
        double httpTimeout,
    @Doc("How many milliseconds an answer about revocation counts.") @Required @Default("60000")
        double certCacheTtl,
    @Doc("The HTTP proxy for `http` addresses of responders and lists.") @Is(Typedef.HOST)
        @Nullable String httpProxyHost,
    @Doc("Its port.") @Is(Typedef.PORT) @Nullable Integer httpProxyPort,
    @Doc("The HTTP proxy for `https` addresses of responders and lists.") @Is(Typedef.HOST)
        @Nullable String httpsProxyHost,
    @Doc("Its port.") @Is(Typedef.PORT) @Nullable Integer httpsProxyPort,
    @Doc("The consumer, by id or username, of trusted certificates that are nobody's.")
        @Nullable String defaultConsumer) {

  /// What this says about certificates.
  public CertificateRules rules() {
    return new CertificateRules(
        caCertificates,
        allowPartialChain,
        Duration.ofMillis((long) (cacheTtl * 1000)),
        CertificateRules.Mode.valueOf(revocationCheckMode),
        Duration.ofMillis((long) certCacheTtl),
        Duration.ofMillis((long) httpTimeout),
        CertificateRules.proxy(httpProxyHost, httpProxyPort),
        CertificateRules.proxy(httpsProxyHost, httpsProxyPort),
        consumerBy,
        defaultConsumer,
        skipConsumerLookup,
        "DN".equals(authenticatedGroupBy));
  }
}
