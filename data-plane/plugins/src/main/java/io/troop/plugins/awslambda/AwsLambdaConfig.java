package io.troop.plugins.awslambda;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `aws-lambda`. *Immutable.*
record AwsLambdaConfig(
    @Doc("The longest wait for the function, in milliseconds.") @Required @Default("60000")
        double timeout,
    @Doc("How long an idle connection is kept, in milliseconds.") @Required @Default("60000")
        double keepalive,
    @Doc("The id of the key to sign with; left out, it comes from the environment.")
        @Referenceable
        @Encrypted
        @Nullable String awsKey,
    @Doc("The secret of the key to sign with.") @Referenceable @Encrypted
        @Nullable String awsSecret,
    @Doc("A role to take on before calling.") @Referenceable @Encrypted
        @Nullable String awsAssumeRoleArn,
    @Doc("How the session of the role is called.") @Default("\"kong\"") String awsRoleSessionName,
    @Doc("Where roles are given; that of the region if left out.") @Is(Typedef.URL) @Since("3.8.0")
        @Nullable String awsStsEndpointUrl,
    @Doc("The region; of AWS_REGION or AWS_DEFAULT_REGION if left out.") @Is(Typedef.HOST)
        @Nullable String awsRegion,
    @Doc("The function's name or ARN.") @NotRequired @Nullable String functionName,
    @Doc("The version or alias of the function.") @Nullable String qualifier,
    @Doc("Whether to wait for the function's answer, or not, or to ask whether it may be called.")
        @Required
        @Default("\"RequestResponse\"")
        @OneOf({"RequestResponse", "Event", "DryRun"})
        String invocationType,
    @Doc("Whether the end of the function's log comes along.")
        @Required
        @Default("\"Tail\"")
        @OneOf({"Tail", "None"})
        String logType,
    @Doc("The host to call; that of the region if left out.") @Is(Typedef.HOST)
        @Nullable String host,
    @Doc("The port to call.") @Is(Typedef.PORT) @Default("443") int port,
    @Doc("Whether to call without TLS.") @Default("false") @Since("3.3.0") boolean disableHttps,
    @Doc("The status for a function that failed without saying how.") @Range(min = 100, max = 999)
        @Nullable Integer unhandledStatus,
    @Doc("Whether the function gets the method.") @Default("false") boolean forwardRequestMethod,
    @Doc("Whether the function gets the path and the query.") @Default("false")
        boolean forwardRequestUri,
    @Doc("Whether the function gets the headers.") @Default("false") boolean forwardRequestHeaders,
    @Doc("Whether the function gets the body.") @Default("false") boolean forwardRequestBody,
    @Doc("Whether the function says status, headers and body, as for API Gateway.")
        @Default("false")
        boolean isProxyIntegration,
    @Doc("Whether the function gets what API Gateway would send.") @Default("false")
        boolean awsgatewayCompatible,
    @Doc("An HTTP proxy to call through.") @Is(Typedef.URL) @Nullable String proxyUrl,
    @Doc("Without effect: bodies are never on disk.") @Default("true") boolean skipLargeBodies,
    @Doc("Whether bodies that are no text are sent in base64.") @Default("true")
        boolean base64EncodeBody,
    @Doc("How a machine is asked for its credentials.")
        @Required
        @Default("\"v1\"")
        @OneOf({"v1", "v2"})
        @Since("3.2.0")
        String awsImdsProtocolVersion,
    @Doc("Whether empty arrays of the function's answer stay arrays, or become objects.")
        @Required
        @Default("\"legacy\"")
        @OneOf({"legacy", "correct"})
        @Since("3.8.0")
        String emptyArraysMode) {

  static final List<Check> PLUGIN_CHECKS =
      List.of(
          Check.mutuallyRequired("config.aws_key", "config.aws_secret"),
          Check.custom(List.of("config.proxy_url"), AwsLambdaConfig::proxyScheme));

  private static @Nullable String proxyScheme(Map<String, @Nullable Object> values) {
    return values.get("config.proxy_url") instanceof String url
            && url.indexOf("://") > 0
            && !url.startsWith("http://")
        ? "proxy_url scheme must be http"
        : null;
  }

  boolean forwards() {
    return forwardRequestMethod || forwardRequestUri || forwardRequestHeaders || forwardRequestBody;
  }
}
