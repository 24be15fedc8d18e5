package io.troop.plugin.entity;

import io.troop.plugin.schema.HostAddress;
import io.troop.plugin.schema.annotation.Validator;
import org.jspecify.annotations.Nullable;

/// An upstream's name is a host name, because services name it as their host.
final class UpstreamName implements Validator {

  @Override
  public @Nullable String violation(Object value) {
    String wrong = "Invalid name ('" + value + "'); ";
    try {
      HostAddress address = HostAddress.parse((String) value);
      if (address.kind() != HostAddress.Kind.NAME) {
        return wrong + "no ip addresses allowed";
      }
      return address.port() == null ? null : wrong + "no port allowed";
    } catch (HostAddress.Invalid e) {
      return wrong + "must be a valid hostname";
    }
  }
}
