package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_MS;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.HostAddress;
import io.troop.plugin.schema.Transformation;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A target: an address of an upstream. *Immutable.*
///
/// @param createdAt in seconds, with milliseconds as a fraction
/// @param upstream the upstream it belongs to
/// @param target host and port, in the form that [HostAddress#withPort] gives
/// @param weight its share of requests; 0 for none
public record Target(
    @Is(Typedef.UUID) UUID id,
    @Is(AUTO_TIMESTAMP_MS) double createdAt,
    @Is(AUTO_TIMESTAMP_MS) double updatedAt,
    @Doc("The upstream it belongs to.") @Required @References(value = "upstreams", cascade = true)
        Ref upstream,
    @Doc("Host and port; the port is 8000 when none is given.") @Required @CheckedBy(Address.class)
        String target,
    @Doc("Its share of the upstream's requests.") @Default("100") @Range(min = 0, max = 65535)
        int weight,
    @Is(TAGS) @Nullable List<String> tags) {

  private static final int DEFAULT_PORT = 8000;

  static final List<Transformation> TRANSFORMATIONS =
      List.of(new Transformation(List.of("target"), List.of(), Target::written));

  private static Map<String, @Nullable Object> written(List<Object> values) {
    HostAddress address = HostAddress.parse((String) values.getFirst());
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("target", address.withPort(DEFAULT_PORT));
    return out;
  }

  /// A host name or an address, with or without a port.
  static final class Address implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      try {
        HostAddress.parse((String) value);
        return null;
      } catch (HostAddress.Invalid e) {
        return "Invalid target; not a valid hostname or ip address";
      }
    }
  }
}
