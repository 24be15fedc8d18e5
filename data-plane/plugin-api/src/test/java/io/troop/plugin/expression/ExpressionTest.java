package io.troop.plugin.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.expression.Expression.And;
import io.troop.plugin.expression.Expression.Not;
import io.troop.plugin.expression.Expression.Operand;
import io.troop.plugin.expression.Expression.Or;
import io.troop.plugin.expression.Expression.Predicate;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static Predicate is(String field, long value) {
    return new Predicate(
        new Operand(field, false, false), Operator.EQUALS, new Literal.Whole(value));
  }

  private static Literal value(String literal) {
    return ((Predicate) Expression.parse("a == " + literal)).value();
  }

  @Test
  void orBindsTighterThanAnd() {
    assertThat(Expression.parse("a == 1 && b == 2 || c == 3 && d == 4"))
        .isEqualTo(new And(new And(is("a", 1), new Or(is("b", 2), is("c", 3))), is("d", 4)));
  }

  @Test
  void parenthesesGroupAndMayBeNegated() {
    assertThat(Expression.parse("(a == 1 && !(b == 2)) || c == 3"))
        .isEqualTo(new Or(new And(is("a", 1), new Not(is("b", 2))), is("c", 3)));
  }

  @Test
  void blanksMeanNothing() {
    assertThat(Expression.parse("\n a==1\t&&b  ==\r\n2 "))
        .isEqualTo(new And(is("a", 1), is("b", 2)));
  }

  @Test
  void functionsMayBeNested() {
    assertThat(((Predicate) Expression.parse("lower( any(http.headers.x_a) ) == \"v\"")).operand())
        .isEqualTo(new Operand("http.headers.x_a", true, true));
  }

  @Test
  void valuesAreTextsNumbersAddressesAndNetworks() {
    assertThat(value("\"a\\\"\\\\\\n\"")).isEqualTo(new Literal.Text("a\"\\\n"));
    assertThat(value("r#\"a\\d\"b\"#")).isEqualTo(new Literal.Text("a\\d\"b"));
    assertThat(value("-12")).isEqualTo(new Literal.Whole(-12));
    assertThat(value("0x1f")).isEqualTo(new Literal.Whole(31));
    assertThat(value("017")).isEqualTo(new Literal.Whole(15));
    assertThat(value("08")).isEqualTo(new Literal.Whole(8));
    assertThat(value("10.0.0.1")).isEqualTo(new Literal.Address(InetAddress.ofLiteral("10.0.0.1")));
    assertThat(value("fd00::/16"))
        .isEqualTo(new Literal.Network(InetAddress.ofLiteral("fd00::"), 16));
    assertThat(value("::1")).isEqualTo(new Literal.Address(InetAddress.ofLiteral("::1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"==", "!=", "~", "^=", "=^", ">=", ">", "<=", "<", "in", "contains"})
  void operatorsAreReadAsWritten(String sign) {
    assertThat(((Predicate) Expression.parse("a " + sign + "\"x\"")).operator().sign())
        .isEqualTo(sign);
  }

  @Test
  void notInMayHaveAnyBlanksBetween() {
    assertThat(((Predicate) Expression.parse("a not\n  in 10.0.0.0/8")).operator())
        .isEqualTo(Operator.NOT_IN);
  }

  @Test
  void theOldNameOfThePortIsUnderstood() {
    assertThat(Expression.parse("net.port == 80 && net.portal == 1").fields())
        .containsExactly("net.dst.port", "net.portal");
  }

  @Test
  void aProblemIsShownWhereItIs() {
    assertThatThrownBy(() -> Expression.parse("a == 1 || ! b == 2"))
        .hasMessage(
            " --> 1:11\n  |\n1 | a == 1 || ! b == 2\n  |           ^---\n  |\n  = expected term");
    assertThatThrownBy(() -> Expression.parse("a == 1 &&\n b ~ \"(\""))
        .hasMessageStartingWith(
            " --> 2:6\n  |\n2 |  b ~ \"(\"\n  |      ^-^\n  |\n  = regex parse");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a == 1 b | expected EOI, and_op, or or_op",
        "(a == 1 | expected and_op or or_op",
        "a 1 | expected binary_operator",
        "a == | expected rhs",
        "a == \"x | expected rhs",
        "upper(a) == \"x\" | unknown transformation function: upper",
        "a ~ 1 | regex operator can only be used with String operands",
        "a in 1.2.3.4/16 | host part of address was not zero",
        "a == 300.1.1.1 | invalid IPv4 address syntax",
        "a == 99999999999999999999 | number too large to fit in target type",
      })
  void whatIsNoExpressionIsRefused(String text, String problem) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOf(ExpressionException.class)
        .hasMessageEndingWith("= " + problem);
  }

  @Test
  void nestingHasALimit() {
    assertThatThrownBy(() -> Expression.parse("(".repeat(100_000)))
        .hasMessageContaining("more than 100 parentheses");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.path.segments.0 == \"foo\"",
        "http.path.segments.20_30 ~ r#\"x/y\"#",
        "http.path.segments.len == 10",
        "lower(http.headers.x_y) contains \"a\"",
        "net.src.ip not in 10.0.0.0/8 && net.src.port > 1024",
        "any(http.queries.a) == \"1\"",
      })
  void whatMakesSenseIsAccepted(String text) {
    ExpressionFields.HTTP.check(Expression.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http.nothing == \"x\" | Unknown LHS field",
        "http.headers.a.b == \"x\" | Unknown LHS field",
        "http.method == 1 | Type mismatch between the LHS and RHS values of predicate",
        "net.src.ip == 10.0.0.0/8 | Type mismatch between the LHS and RHS values of predicate",
        "net.src.ip in 10.0.0.1 | In/NotIn operators only supports IP in CIDR",
        "net.dst.port ~ \"8\" | Regex operators only supports string operands",
        "lower(net.dst.port) == 8 | lower-case transformation function only supported with String"
            + " type fields",
        "http.path.segments.2_1 == \"x\" | illformed http.path.segments.* field",
        "http.path.segments.01_2 == \"x\" | illformed http.path.segments.* field",
        "http.path.segments._1 == \"x\" | illformed http.path.segments.* field",
        "http.path.segments.len0 == \"x\" | illformed http.path.segments.* field",
      })
  void whatMakesNoSenseIsRefused(String text, String problem) {
    assertThatThrownBy(() -> ExpressionFields.HTTP.check(Expression.parse(text)))
        .hasMessage(problem);
  }

  @Test
  void aStreamHasNoHttpFields() {
    Expression path = Expression.parse("http.path == \"/\"");
    assertThatThrownBy(() -> ExpressionFields.of("tls").check(path))
        .hasMessage("Unknown LHS field");
    ExpressionFields.of("tls").check(Expression.parse("tls.sni =^ \".example\""));
  }
}
