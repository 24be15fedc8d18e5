package io.troop.kafka;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import org.jspecify.annotations.Nullable;

/// How to log in to brokers. *Immutable.*
public record KafkaAuthentication(
    @Doc("The SASL mechanism.") @OneOf({"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
        @Nullable String mechanism,
    @Doc("The password.") @Referenceable @Encrypted @Nullable String password,
    @Doc("The kind of login; null for none.") @OneOf({"sasl"}) @Nullable String strategy,
    @Doc("Whether user and password are those of a delegation token.") @Nullable Boolean tokenauth,
    @Doc("The user.") @Referenceable @Encrypted @Nullable String user) {

  /// Whether there is a login at all.
  boolean isSasl() {
    return strategy != null;
  }

  @Override
  public String toString() {
    return "KafkaAuthentication[" + strategy + ", " + mechanism + "]";
  }
}
