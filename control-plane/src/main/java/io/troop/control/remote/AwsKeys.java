package io.troop.control.remote;

import io.troop.control.document.Json;
import io.troop.plugin.aws.AwsCredentials;
import io.troop.plugin.aws.AwsSignature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds a key of AWS where its own tools look, in their order: the environment, a web identity,
/// the profile of a file, the container's agent, the instance's. Keys that were lent are renewed
/// before they are over. *Confined to one thread.*
public final class AwsKeys {

  private static final Duration BEFORE_END = Duration.ofMinutes(5);

  private final Map<String, String> environment;
  private final Http http;
  private final InstantSource clock;
  private @Nullable AwsCredentials lent;

  public AwsKeys(Map<String, String> environment, Http http, InstantSource clock) {
    this.environment = environment;
    this.http = http;
    this.clock = clock;
  }

  /// A key that is good for now.
  ///
  /// @throws IOException when there is none, or who lends them does not answer
  public AwsCredentials key(String region) throws IOException, InterruptedException {
    Instant soon = clock.instant().plus(BEFORE_END);
    if (lent != null && lent.expires() != null && lent.expires().isAfter(soon)) {
      return lent;
    }
    Optional<AwsCredentials> own = fromEnvironment();
    if (own.isPresent()) {
      return own.get();
    }
    Optional<AwsCredentials> found = fromWebIdentity(region);
    if (found.isEmpty()) {
      found = fromProfile();
    }
    if (found.isEmpty()) {
      found = fromContainer();
    }
    AwsCredentials key = found.isPresent() ? found.get() : fromInstance();
    lent = key;
    return key;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }

  private Optional<AwsCredentials> fromEnvironment() {
    return variable("AWS_ACCESS_KEY_ID")
        .flatMap(id ->
            variable("AWS_SECRET_ACCESS_KEY")
                .map(secret ->
                    new AwsCredentials(
                        id, secret, variable("AWS_SESSION_TOKEN").orElse(null), null)));
  }

  private Optional<AwsCredentials> fromWebIdentity(String region)
      throws IOException, InterruptedException {
    Optional<String> file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    Optional<String> role = variable("AWS_ROLE_ARN");
    if (file.isEmpty() || role.isEmpty()) {
      return Optional.empty();
    }
    String endpoint =
        variable("AWS_ENDPOINT_URL_STS").orElse("https://sts." + region + ".amazonaws.com");
    String form =
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn="
            + AwsSignature.encoded(role.get(), false)
            + "&RoleSessionName="
            + AwsSignature.encoded(variable("AWS_ROLE_SESSION_NAME").orElse("troop"), false)
            + "&WebIdentityToken="
            + AwsSignature.encoded(Files.readString(Path.of(file.get())).strip(), false);
    String xml =
        http.post(
            URI.create(endpoint + "/"),
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            form.getBytes(StandardCharsets.UTF_8));
    return Optional.of(
        new AwsCredentials(
            element(xml, "AccessKeyId"),
            element(xml, "SecretAccessKey"),
            element(xml, "SessionToken"),
            Instant.parse(element(xml, "Expiration"))));
  }

  private static String element(String xml, String name) throws IOException {
    Matcher found = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
    if (!found.find()) {
      throw new IOException("the token service answered without " + name);
    }
    return found.group(1);
  }

  private Optional<AwsCredentials> fromProfile() throws IOException {
    Path file =
        variable("AWS_SHARED_CREDENTIALS_FILE")
            .map(Path::of)
            .orElseGet(() -> Path.of(variable("HOME").orElse("/"), ".aws", "credentials"));
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    String wanted = "[" + variable("AWS_PROFILE").orElse("default") + "]";
    Map<String, String> values = new java.util.HashMap<>();
    boolean here = false;
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.startsWith("[")) {
        here = text.equals(wanted);
      } else if (here && text.indexOf('=') > 0) {
        int equals = text.indexOf('=');
        values.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
      }
    }
    String id = values.get("aws_access_key_id");
    String secret = values.get("aws_secret_access_key");
    return id == null || secret == null
        ? Optional.empty()
        : Optional.of(new AwsCredentials(id, secret, values.get("aws_session_token"), null));
  }

  private Optional<AwsCredentials> fromContainer() throws IOException, InterruptedException {
    Optional<String> uri =
        variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")
            .or(() ->
                variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                    .map(path -> "http://169.254.170.2" + path));
    if (uri.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    String token =
        file.isPresent()
            ? Files.readString(Path.of(file.get())).strip()
            : variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").orElse("");
    return Optional.of(
        lent(get(uri.get(), token.isEmpty() ? Map.of() : Map.of("Authorization", token))));
  }

  private AwsCredentials fromInstance() throws IOException, InterruptedException {
    if (variable("AWS_EC2_METADATA_DISABLED").filter("true"::equalsIgnoreCase).isPresent()) {
      throw new IOException(
          "no AWS credentials (expected: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a web"
              + " identity, a profile, or an instance with a role)");
    }
    String base =
        variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").orElse("http://169.254.169.254") + "/latest/";
    String session =
        http.send(
            URI.create(base + "api/token"),
            "PUT",
            Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300"),
            BodyPublishers.noBody());
    Map<String, String> header = Map.of("X-aws-ec2-metadata-token", session);
    String roles = base + "meta-data/iam/security-credentials/";
    String role = get(roles, header).strip().lines().findFirst().orElse("");
    return lent(get(roles + role, header));
  }

  private String get(String uri, Map<String, String> headers)
      throws IOException, InterruptedException {
    return http.send(URI.create(uri), "GET", headers, BodyPublishers.noBody());
  }

  private static AwsCredentials lent(String json) throws IOException {
    try {
      Map<String, @Nullable Object> key = Json.object(json);
      return new AwsCredentials(
          String.valueOf(key.get("AccessKeyId")),
          String.valueOf(key.get("SecretAccessKey")),
          String.valueOf(key.get("Token")),
          Instant.parse(String.valueOf(key.get("Expiration"))));
    } catch (RuntimeException _) {
      throw new IOException("who lends AWS credentials answered something else");
    }
  }
}
