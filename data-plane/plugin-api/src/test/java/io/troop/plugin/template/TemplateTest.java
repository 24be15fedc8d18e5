package io.troop.plugin.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final Map<String, ?> VARIABLES =
      Map.of(
          "headers", Map.of("host", "a.example", "x-many", List.of("one", "two"), "x-no", "5"),
          "query_params", Map.of("user", "amy", "flag", true),
          "uri_captures", List.of("17", "cats"),
          "shared", Map.of("deep", Map.of("er", "x")));

  private static String render(String template) {
    return Template.of(template).render(VARIABLES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain | plain",
        "$(headers.host) | a.example",
        "Bearer $(headers['host'])! | Bearer a.example!",
        "/$(uri_captures[2])/$(uri_captures[1]) | /cats/17",
        "$(headers.nope or 'none') | none",
        "$(headers.nope or query_params.user) | amy",
        "a$(headers.nope)b | ab",
        "$(shared.deep.er) | x",
        "$(query_params.flag) | true",
        "$(1 == 2) | ``",
        "$('/users/' .. query_params.user) | /users/amy",
        "$(10 * uri_captures[1]) | 170",
        "$(2 ^ 3 ^ 2) | 512",
        "$(1 + 2 * 3 - 4 / 2) | 5",
        "$(7 % 4 .. '') | 3",
        "$(-2 ^ 2) | -4",
        "$(0.1 + 0.2) | 0.3",
        "$(1 / 3) | 0.33333333333333",
        "$(2 ^ 60) | 1.1529215046068e+18",
        "$('$(uri_captures.user1)') | $(uri_captures.user1)",
        "$(type(headers['x-many']) == 'table' and headers['x-many'][1] .. '-first') | one-first",
        "$(type(headers.host)) | string",
        "$(#headers['x-many']) | 2",
        "$(not headers.nope) | true",
        "$(headers['x-no'] == '5' and 'five' or 'other') | five",
        "$(tonumber(headers['x-no']) + 1) | 6",
        "$(query_params.user:sub(1, 2):upper()) | AM",
        "$(string.sub(query_params.user, -2)) | my",
        "$(string.format('u:%s;%03d;%.2f', query_params.user, 7, 1.5)) | u:amy;007;1.50",
        "$(('Basic x'):gsub('^Basic ', '')) | x",
        "$(('a-b-c'):gsub('-', '+', 1)) | a+b-c",
        "$(('key=value'):match('^(%w+)=(%w+)$')) | key",
        "$(('key=value'):gsub('(%w+)=(%w+)', '%2=%1')) | value=key",
        "$(('abc'):find('c', 1, true)) | 3",
        "$('a' < 'b' and 2 >= 1) | true",
        "$(headers.nope == nil) | true",
        "$(unheard) | ``"
      })
  void rendersExpressions(String template, String expected) {
    assertThat(render(template)).isEqualTo(expected);
  }

  @Test
  void rendersFunctionsThatDecide() {
    String basic =
        """
        $((function()
          local value = headers.host
          if not value then
            return
          elseif value:sub(1, 6) == "Basic " then
            return value            -- was already there
          end
          value = value:upper()
          return "Basic " .. value
        end)())\
        """;

    assertThat(render(basic)).isEqualTo("Basic A.EXAMPLE");
    assertThat(Template.of(basic).render(Map.of("headers", Map.of()))).isEmpty();
    assertThat(Template.of(basic).render(Map.of("headers", Map.of("host", "Basic x"))))
        .isEqualTo("Basic x");
  }

  @Test
  void functionsTakeArguments() {
    assertThat(render("$((function(a, b) return b .. a end)('x', 'y'))")).isEqualTo("yx");
  }

  @Test
  void aTextWithoutExpressionsIsConstant() {
    assertThat(Template.of("a (b) $c").isConstant()).isTrue();
    assertThat(Template.of("a$(b)").isConstant()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$(uri_captures user2) | ')' expected near 'user2'",
        "$() | unexpected symbol near '<eof>'",
        "$(a b c) | ')' expected near 'b'",
        "$(1 + ) | unexpected symbol near '<eof>'",
        "$(a = 1) | ')' expected near '='",
        "$((function() while true do end end)()) | 'while' is not supported in templates",
        "$(3x) | malformed number near '3x'"
      })
  void refusesWhatItCannotRead(String template, String message) {
    assertThatThrownBy(() -> Template.of(template)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$(ERROR()) | attempt to call 'ERROR' (a nil value)",
        "$(nope.x) | attempt to index 'nope' (a nil value)",
        "$(shared.nope.x) | attempt to index 'nope' (a nil value)",
        "$(headers.host + 1) | attempt to perform arithmetic on a string value",
        "$(headers.nope .. 'x') | attempt to concatenate a nil value",
        "$(1 < 'x') | attempt to compare number with string",
        "$((function() shared = 1 end)()) | This environment is read-only.",
        "$(('x'):rep(2000000)) | a text became longer than 1048576 characters"
      })
  void failsWithoutAValue(String template, String message) {
    Template read = Template.of(template);

    assertThatThrownBy(() -> read.render(VARIABLES))
        .isInstanceOf(TemplateException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$((function() local f = function(g) return g(g) end return f(f) end)())",
        "$((function(f) return f(f) .. f(f) end)(function(f) return f(f) .. f(f) end))"
      })
  void endsWhateverTheExpressionDoes(String template) {
    Template read = Template.of(template);

    assertThatThrownBy(() -> read.render(VARIABLES)).isInstanceOf(TemplateException.class);
  }

  @Test
  void refusesExpressionsNestedTooDeeply() {
    String deep = "$(" + "(".repeat(5000) + "1" + ")".repeat(5000) + ")";

    assertThatThrownBy(() -> Template.of(deep))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("nested deeper");
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "5.0, 5", "' 7 ', 7", "0x10, 16", "-1.5, -1.5", "1e3, 1000", "x,", "5x,"})
  void readsNumbersAsLuaDoes(String text, Double expected) {
    assertThat(LuaNumber.parse(text)).isEqualTo(expected);
  }
}
