package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Subschemas;
import io.troop.plugin.schema.Type;
import io.troop.plugin.schema.annotation.Abstract;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.NotOneOf;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A place where secrets are. *Immutable.*
///
/// @param prefix how references name it, as in `{vault://my-env/name}`
/// @param name which kind of vault it is, such as `env`
/// @param config as that kind of vault asks for
public record Vault(
    @Is(Typedef.UUID) UUID id,
    @Doc("How references name the vault.")
        @Required
        @Unique(acrossWorkspaces = true)
        @Matches("^[a-z][a-z%d-]-[a-z%d]+$")
        @NotOneOf("env")
        String prefix,
    @Doc("The kind of vault.") @Required String name,
    @Doc("What the vault is for.") @Nullable String description,
    @Doc("Settings of this kind of vault.") @Abstract Map<String, Object> config,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Is(TAGS) @Nullable List<String> tags) {

  /// Secrets in the environment of the node.
  ///
  /// @param prefix what the names of variables begin with; null for nothing
  public record Env(
      @Doc("What the names of environment variables begin with.") @Matches("^[%a_-][%a%d_-]*$")
          @Nullable String prefix) {}

  /// Secrets in files of the node, such as those that Kubernetes mounts. A kind of our own.
  ///
  /// @param prefix the folder they are in
  public record FileFolder(
      @Doc("The folder the files are in.") @Required String prefix,
      @Doc(TTL) @Range(min = 0, max = MOST) @Nullable Double ttl,
      @Doc(NEG_TTL) @Range(min = 0, max = MOST) @Nullable Double negTtl,
      @Doc(RESURRECT_TTL) @Range(min = 0, max = MOST) @Nullable Double resurrectTtl) {}

  /// HashiCorp Vault's key-value engine.
  public record Hcv(
      @Doc("How the server is spoken to.") @Default("\"http\"") @OneOf({"http", "https"})
          String protocol,
      @Doc("The server's host.") @Is(Typedef.HOST) @Default("\"127.0.0.1\"") String host,
      @Doc("The server's port.") @Is(Typedef.PORT) @Default("8200") int port,
      @Doc("The namespace that secrets are in.") @Nullable String namespace,
      @Doc("Where the engine is mounted.") @Default("\"secret\"") String mount,
      @Doc("The engine's version.") @Default("\"v1\"") @OneOf({"v1", "v2"}) String kv,
      @Doc("The token to show; with auth_method token.") @Referenceable @Encrypted
          @Nullable String token,
      @Doc("How a node proves who it is.")
          @Default("\"token\"")
          @OneOf({"token", "kubernetes", "approle"})
          String authMethod,
      @Doc("The role to log in to; with auth_method kubernetes.") @Nullable String kubeRole,
      @Doc("The file with the service account's token.")
          @Default("\"/run/secrets/kubernetes.io/serviceaccount/token\"")
          String kubeApiTokenFile,
      @Doc("Where the method kubernetes is mounted.") @Default("\"kubernetes\"")
          String kubeAuthPath,
      @Doc("Where the method approle is mounted.") @Default("\"approle\"") String approleAuthPath,
      @Doc("The role's id; with auth_method approle.") @Nullable String approleRoleId,
      @Doc("The role's secret id.") @Referenceable @Encrypted @Nullable String approleSecretId,
      @Doc("A file with the role's secret id.") @Nullable String approleSecretIdFile,
      @Doc(TTL) @Range(min = 0, max = MOST) @Nullable Double ttl,
      @Doc(NEG_TTL) @Range(min = 0, max = MOST) @Nullable Double negTtl,
      @Doc(RESURRECT_TTL) @Range(min = 0, max = MOST) @Nullable Double resurrectTtl) {}

  /// AWS Secrets Manager.
  public record Aws(
      @Doc("The region; AWS_REGION of the node for null.") @Nullable String region,
      @Doc("Where the service is, in place of the region's own.") @Is(Typedef.URL)
          @Nullable String endpointUrl,
      @Doc("The role to take on.") @Nullable String assumeRoleArn,
      @Doc("The session's name in that role.") @Default("\"KongVault\"") String roleSessionName,
      @Doc("Where roles are given, in place of the region's own.") @Is(Typedef.URL)
          @Nullable String stsEndpointUrl,
      @Doc(TTL) @Range(min = 0, max = MOST) @Nullable Double ttl,
      @Doc(NEG_TTL) @Range(min = 0, max = MOST) @Nullable Double negTtl,
      @Doc(RESURRECT_TTL) @Range(min = 0, max = MOST) @Nullable Double resurrectTtl) {}

  private static final String TTL =
      "How many seconds a secret is good before it is read anew; for ever when not set.";
  private static final String NEG_TTL =
      "How many seconds a secret that can't be read is not asked for again.";
  private static final String RESURRECT_TTL =
      "How many seconds a secret is good beyond its time while the vault is away; for ever when"
          + " not set.";
  private static final long MOST = 100_000_000;

  static final Subschemas SUBSCHEMAS =
      Subschemas.of(
          "name",
          "vault '%s' is not installed",
          Map.of(
              "env", kind("env", Env.class),
              "file", kind("file", FileFolder.class),
              "hcv", kind("hcv", Hcv.class),
              "aws", kind("aws", Aws.class)));

  private static Schema kind(String name, Class<? extends Record> config) {
    Field field = Field.of("config", new Type.RecordOf(Schema.of(config))).required(true);
    return Schema.of(name, List.of(field), List.of());
  }
}
