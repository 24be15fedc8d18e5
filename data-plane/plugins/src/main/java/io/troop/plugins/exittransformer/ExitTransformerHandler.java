package io.troop.plugins.exittransformer;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.template.LuaFunction;
import io.troop.plugin.template.TemplateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the functions over answers. *Thread-safe.*
///
/// An answer that a function fails on stays as it was.
final class ExitTransformerHandler implements Handler.OnExit {
  private static final Logger log = LoggerFactory.getLogger(ExitTransformerHandler.class);

  private final ExitTransformerConfig config;
  private final List<LuaFunction> functions;

  ExitTransformerHandler(ExitTransformerConfig config) {
    this.config = config;
    this.functions = config.functions().stream().map(LuaFunction::of).toList();
  }

  @Override
  public Verdict.Answer onExit(Exchange exchange, Verdict.Answer answer, Origin origin) {
    boolean handled =
        switch (origin) {
          case PLUGIN -> true;
          case NO_ROUTE -> config.handleUnknown();
          case GATEWAY -> config.handleUnexpected();
        };
    if (!handled) {
      return answer;
    }
    try {
      ExitValues before = ExitValues.of(answer);
      List<@Nullable Object> values =
          Arrays.asList((long) before.status(), before.body(), before.headers());
      for (LuaFunction function : functions) {
        List<@Nullable Object> results = new ArrayList<>(function.call(values));
        while (results.size() < 3) {
          results.add(null);
        }
        values = results;
      }
      return ExitValues.of(values).answer(before, answer);
    } catch (TemplateException e) {
      log.error("request {}: the answer stays as it was: {}", exchange.id(), e.getMessage());
      return answer;
    }
  }
}
