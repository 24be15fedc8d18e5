package io.troop.plugins.mocking;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Validator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `mocking`. *Immutable.* Times are in seconds.
record MockingConfig(
    @Doc("The OpenAPI document, version 2 or 3, in YAML or JSON.")
        @CheckedBy(MockingConfig.IsDocument.class)
        @Nullable String apiSpecification,
    @Doc("Refused: there are no files of documents.") @CheckedBy(MockingConfig.NoFile.class)
        @Nullable String apiSpecificationFilename,
    @Doc("The base path, in place of the document's own.") @Nullable String customBasePath,
    @Doc("Whether paths of requests begin with the base path.") @Default("false")
        boolean includeBasePath,
    @Doc("The statuses that may be answered; all when there are none.")
        @Nullable List<Integer> includedStatusCodes,
    @Doc("The longest random delay.") @Default("1") double maxDelayTime,
    @Doc("The shortest random delay.") @Default("0.001") double minDelayTime,
    @Doc("Whether answers are delayed.") @Default("false") boolean randomDelay,
    @Doc("Whether one of several examples is taken by chance, and not the first.") @Default("false")
        boolean randomExamples,
    @Doc("Whether one of several statuses is taken by chance, and not the least.") @Default("false")
        boolean randomStatusCode) {

  static final List<Check> CHECKS =
      List.of(
          Check.atLeastOneOf("api_specification", "api_specification_filename"),
          Check.custom(List.of("min_delay_time", "max_delay_time"), MockingConfig::delays));

  private static @Nullable String delays(Map<String, @Nullable Object> values) {
    return values.get("min_delay_time") instanceof Number least
            && values.get("max_delay_time") instanceof Number most
            && least.doubleValue() >= most.doubleValue()
        ? "min_delay_time must be less than max_delay_time"
        : null;
  }

  /// A document that can't be read is refused.
  static final class IsDocument implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      try {
        ApiDocument.of(String.valueOf(value));
        return null;
      } catch (IllegalArgumentException e) {
        return e.getMessage();
      }
    }
  }

  /// Kong reads files from its database, which nodes do not have.
  static final class NoFile implements Validator {
    @Override
    public String violation(Object value) {
      return "not supported (expected: the document itself in api_specification)";
    }
  }
}
