package io.troop.plugin.expression;

import java.net.InetAddress;

/// A value in an expression. *Immutable.*
public sealed interface Literal {

  record Text(String text) implements Literal {}

  record Whole(long number) implements Literal {}

  record Address(InetAddress address) implements Literal {}

  /// A network in CIDR form.
  ///
  /// @param bits how many leading bits count; all others are zero
  record Network(InetAddress address, int bits) implements Literal {}

  /// A regular expression. RE2: it matches in time linear in the text's length.
  record Regex(com.google.re2j.Pattern pattern) implements Literal {}
}
