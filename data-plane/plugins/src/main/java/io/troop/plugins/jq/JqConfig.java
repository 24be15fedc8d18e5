package io.troop.plugins.jq;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Validator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `jq`. *Immutable.*
record JqConfig(
    @Doc("The content types of requests whose bodies are changed.")
        @Default("[\"application/json\"]")
        List<String> requestIfMediaType,
    @Doc("The program for bodies of requests.") @CheckedBy(JqConfig.Compiles.class)
        @Nullable String requestJqProgram,
    @Doc("How the program's results are written.") Options requestJqProgramOptions,
    @Doc("The content types of answers whose bodies are changed.")
        @Default("[\"application/json\"]")
        List<String> responseIfMediaType,
    @Doc("The statuses of answers whose bodies are changed.") @Default("[200]")
        List<@Range(min = 100, max = 599) Integer> responseIfStatusCode,
    @Doc("The program for bodies of answers.") @CheckedBy(JqConfig.Compiles.class)
        @Nullable String responseJqProgram,
    @Doc("How the program's results are written.") Options responseJqProgramOptions) {

  static final List<Check> CHECKS =
      List.of(Check.atLeastOneOf("request_jq_program", "response_jq_program"));

  /// How results are written: jq's options of these names.
  record Options(
      @Doc("Whether characters beyond ASCII are escaped.") @Default("false") boolean asciiOutput,
      @Doc("Whether results have no blanks and line breaks.") @Default("true")
          boolean compactOutput,
      @Doc("Whether results follow each other without line breaks; texts are written as they are.")
          @Default("false")
          boolean joinOutput,
      @Doc("Whether texts are written as they are, without quotes.") @Default("false")
          boolean rawOutput,
      @Doc("Whether members of objects are sorted by name.") @Default("false") boolean sortKeys) {}

  /// A program that does not compile is refused.
  static final class Compiles implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      return JqProgram.problem(String.valueOf(value));
    }
  }
}
