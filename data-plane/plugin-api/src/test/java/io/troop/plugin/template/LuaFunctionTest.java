package io.troop.plugin.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuaFunctionTest {

  private static String call(String function, String arguments) {
    List<Object> values = new ArrayList<>((List<?>) Json.parse(arguments));
    return Json.write(LuaFunction.of(function).call(values));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return function(a, b, c) return a, b, c end | [1,'x',null] | [1,'x',null]",
        "return function(t) t.a = 'x' t['b'] = nil t.c.d = {1, 2} return t end"
            + " | [{'b':1,'c':{}}] | [{'c':{'d':[1,2]},'a':'x'}]",
        "return function(t) return { k = t.n, [1] = 'one', 'two'; [\"a b\"] = true } end"
            + " | [{'n':null}] | [{'k':null,'1':'two','a b':true}]",
        "return function(t) return t.list, t.none, #t.list end | [{'list':[],'none':{}}] | [[],{},0]",
        "return function(t) if not t then t = {m = 1} elseif t.m == 2 then t.m = t.m * 1.25 end return t end"
            + " | [{'m':2}] | [{'m':2.5}]",
        "local suffix = '!' return function(s) local up = string.upper(s) return up .. suffix end"
            + " | ['a'] | ['A!']",
        "return function(s) return [[<p>]] .. type(s) .. [[</p>]] end | [null] | ['<p>nil</p>']",
        "return function() end | [] | []",
        "return function(t) return t.x == nil, type(t.y), t.y ~= nil end | [{'y':null}] | [true,'userdata',true]"
      })
  void computes(String function, String arguments, String results) {
    assertThat(call(function, arguments.replace('\'', '"'))).isEqualTo(results.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return 1 | a number value (expected: a function)",
        "return function( end | <name> expected near 'end'",
        "for i = 1, 2 do end | 'for' is not supported",
        "return function() return { 1 end | expected near 'end'",
        "x = 1 return function() end | This environment is read-only."
      })
  void textsThatAreNoFunctionAreRefused(String text, String reason) {
    assertThatThrownBy(() -> LuaFunction.of(text))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return function(t) t.x = 1 end | attempt to change a nil value",
        "return function(t) string.x = 1 end | attempt to change a table value",
        "local f = nil return function(t) f = function() return f() end return f() end | too",
        "return function(t) local a = {} a.a = a return a end | nested deeper",
        "return function(t) return function() end end | a function in a result",
        "return function(t) local a = {} a[nil] = 1 end | table index is nil"
      })
  void failuresSayWhy(String text, String reason) {
    LuaFunction function = LuaFunction.of(text);
    List<Object> nothing = Arrays.asList((Object) null);
    assertThatThrownBy(() -> function.call(nothing))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void nothingIsKeptFromCallToCall() {
    LuaFunction function = LuaFunction.of("local n = 0 return function() n = n + 1 return n end");
    assertThat(function.call(List.of())).containsExactly(1L);
    assertThat(function.call(List.of())).containsExactly(1L);
  }
}
