package io.troop.plugins.cors;

import io.troop.plugin.schema.Formats;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Validator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `cors`. *Immutable.*
@Applies(toConsumers = false)
record CorsConfig(
    @Doc("Origins that may read answers, as texts or regular expressions; * or none for all.")
        @Nullable List<@CheckedBy(OriginPattern.class) String> origins,
    @Doc("Request headers that are allowed; those asked for when not given.")
        @Nullable List<String> headers,
    @Doc("Answer headers that may be read.") @Nullable List<String> exposedHeaders,
    @Doc("Methods that are allowed.")
        @Default(
            "[\"GET\",\"HEAD\",\"PUT\",\"PATCH\",\"POST\",\"DELETE\",\"OPTIONS\",\"TRACE\",\"CONNECT\"]")
        @Nullable
            List<
                @OneOf({
                  "GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"
                })
                String>
            methods,
    @Doc("Seconds for which a preflight's answer may be kept.") @Nullable Double maxAge,
    @Doc("Whether credentials may be sent.") @Required @Default("false") boolean credentials,
    @Doc("Whether public sites may reach this private network.")
        @Required
        @Default("false")
        @Since("3.5.0")
        boolean privateNetwork,
    @Doc("Whether the upstream answers preflights.") @Required @Default("false")
        boolean preflightContinue,
    @Doc("Whether answers to requests without an origin get the headers, too.")
        @Required
        @Default("true")
        @Since("3.10.0")
        boolean allowOriginAbsent) {

  /// `*` or a regular expression.
  static final class OriginPattern implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      String text = (String) value;
      return text.equals("*") || Formats.regexProblem(text) == null
          ? null
          : "'" + text + "' is not a valid regex";
    }
  }
}
