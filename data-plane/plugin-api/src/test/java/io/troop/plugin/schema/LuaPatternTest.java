package io.troop.plugin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LuaPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "^%u+$           | GET        | true",
        "^%u+$           | Get        | false",
        "b+              | aabbcc     | true",
        "^b              | aab        | false",
        "^a.-c$          | abbbc      | true",
        "^a.-c$          | abbbcd     | false",
        "^[a-z][a-z%d-]-[a-z%d]+$ | my-env1 | true",
        "^[a-z][a-z%d-]-[a-z%d]+$ | My-env  | false",
        "^[^*]*%*?[^*]*$ | *.a.com    | true",
        "^[^*]*%*?[^*]*$ | *.*.com    | false",
        "%.%*$           | a.*        | true",
        "^[%a_-][%a%d_-]*$ | A_1-x    | true",
        "^[%a_-][%a%d_-]*$ | 1A       | false",
        "%w+@%w+%.%w+    | x@y.zz     | true",
        "^(a)(b)$        | ab         | true",
        "^%bxy$          | xaxbycy    | true",
        "^%bxy$          | xaxby      | false",
        "%f[%a]the%f[%A] | at the end | true",
        "%f[%a]the%f[%A] | atheist    | false",
        "^[%]]$          | ]          | true",
        "^[]]$           | ]          | true",
        "^[a%-z]$        | -          | true",
        "^[^%s]+$        | a b        | false",
        "^a?b$           | b          | true",
        "^a*$            | aaa        | true",
        "^%x%x$          | fG         | false",
        "^.$             | ä          | false",
        "^..$            | ä          | true"
      })
  void findsWhatLuaFinds(String pattern, String text, boolean found) {
    assertThat(LuaPattern.of(pattern).find(text)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "a%", "%bx", "[%", "%fa", "(a)%1"})
  void refusesWhatIsNoPattern(String pattern) {
    assertThatThrownBy(() -> LuaPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("malformed pattern '" + pattern + "'");
  }

  @Test
  void isEqualByItsSource() {
    assertThat(LuaPattern.of("^a$")).isEqualTo(LuaPattern.of("^a$")).hasToString("^a$");
  }

  @Test
  void aSearchThatNeverEndsIsGivenUp() {
    LuaPattern hostile = LuaPattern.of("a*a*a*a*a*a*a*a*a*a*b");

    assertThatThrownBy(() -> hostile.find("a".repeat(300)))
        .isInstanceOf(LuaPattern.Exhausted.class)
        .hasMessageContaining("too long");
    assertThat(hostile.find("aaab")).isTrue();
  }
}
