package io.troop.plugins.oauth2;

import io.troop.plugin.entity.Credential;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.Transformation;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import io.troop.plugin.schema.annotation.Validator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A client application of a consumer. *Immutable.*
///
/// @param clientSecret as given, or its digest when `hashSecret` is set
record OauthCredential(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Required @References(value = "consumers", cascade = true) Ref consumer,
    @Required @Doc("The application's name.") String name,
    @Unique @Auto @Doc("How the client names itself.") @NotRequired @Nullable String clientId,
    @Auto @Encrypted @Doc("How a confidential client proves itself.") @NotRequired
        @Nullable String clientSecret,
    @Required @Default("false") @Doc("Whether only a digest of the secret is stored.")
        boolean hashSecret,
    @Doc("Where users may be sent back to.") @NotRequired
        @Nullable List<@CheckedBy(Redirect.class) String> redirectUris,
    @Is(Typedef.TAGS) @Nullable List<String> tags,
    @Required
        @Default("\"confidential\"")
        @OneOf({"confidential", "public"})
        @Doc("Whether the client can keep a secret.")
        String clientType)
    implements Credential {

  static final List<Transformation> TRANSFORMATIONS =
      List.of(
          new Transformation(
              List.of("hash_secret"), List.of("client_secret"), OauthCredential::digested));

  private static Map<String, Object> digested(List<Object> values) {
    return Boolean.TRUE.equals(values.getFirst())
        ? Map.of("client_secret", SecretDigest.of((String) values.getLast()))
        : Map.of();
  }

  boolean isPublic() {
    return clientType.equals("public");
  }

  /// A URL without a fragment.
  static final class Redirect implements Validator {
    private static final Pattern URL =
        Pattern.compile(
            "[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/@]*@)?[^/:?#@]+[^#]*(#.*)?", Pattern.DOTALL);

    @Override
    public @Nullable String violation(Object value) {
      Matcher url = URL.matcher((String) value);
      if (!url.matches()) {
        return "cannot parse '" + value + "'";
      }
      return url.group(1) == null ? null : "fragment not allowed in '" + value + "'";
    }
  }
}
