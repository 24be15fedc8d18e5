package io.troop.plugin.expression;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the value of a predicate: `"text"`, `r#"raw text"#`, an address, a network, an integer
/// (decimal, octal with `0`, hexadecimal with `0x`). *Used once.*
final class LiteralReader {
  private static final String IPV4 = "\\d{1,3}(?:\\.\\d{1,3}){3}";
  private static final String IPV6 = "(?::|[0-9a-fA-F]{1,4}):[0-9a-fA-F:]*+";

  // The alternatives are tried in this order. Quantifiers are possessive, so that a long text
  // costs no stack.
  private static final Pattern LITERAL =
      Pattern.compile(
          "\"(?<text>(?:[^\"\\\\]++|\\\\[\"\\\\nrt])*+)\""
              + "|r#\"(?<raw>(?s:.*?))\"#"
              + ("|(?<net4>" + IPV4 + ")/(?<bits4>\\d{1,2})")
              + ("|(?<net6>" + IPV6 + ")/(?<bits6>\\d{1,3})")
              + ("|(?<ip4>" + IPV4 + ")|(?<ip6>" + IPV6 + ")")
              + "|(?<sign>-?)(?:0(?<octal>[0-7]+)|0x(?<hex>[0-9a-fA-F]+)|(?<decimal>\\d+))");

  private final String text;
  private final int at;

  LiteralReader(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /// How many chars the value takes that begins here; 0 when there is none.
  static int length(String text, int at) {
    Matcher found = LITERAL.matcher(text).region(at, text.length());
    return found.lookingAt() ? found.end() - at : 0;
  }

  /// The value; null when there is none.
  ///
  /// @throws ExpressionException for an address or number that is out of range
  @Nullable Literal read() {
    Matcher found = LITERAL.matcher(text).region(at, text.length());
    if (!found.lookingAt()) {
      return null;
    }
    String plain = found.group("text");
    if (plain != null) {
      return new Literal.Text(unescaped(plain));
    }
    String raw = found.group("raw");
    if (raw != null) {
      return new Literal.Text(raw);
    }
    String network = first(found, "net4", "net6");
    if (network != null) {
      String bits = String.valueOf(first(found, "bits4", "bits6"));
      return network(address(network, found), Integer.parseInt(bits), found);
    }
    String address = first(found, "ip4", "ip6");
    return address != null ? new Literal.Address(address(address, found)) : number(found);
  }

  private static @Nullable String first(Matcher found, String one, String other) {
    String text = found.group(one);
    return text == null ? found.group(other) : text;
  }

  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        c =
            switch (text.charAt(++i)) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case '"' -> '"';
              default -> '\\';
            };
      }
      out.append(c);
    }
    return out.toString();
  }

  private InetAddress address(String address, Matcher found) {
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw problem(
          found, "invalid " + (address.indexOf(':') < 0 ? "IPv4" : "IPv6") + " address syntax");
    }
  }

  private Literal network(InetAddress address, int bits, Matcher found) {
    byte[] bytes = address.getAddress();
    if (bits > bytes.length * 8) {
      throw problem(found, "invalid length for network: " + bits + " bits");
    }
    for (int bit = bits; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        throw problem(found, "host part of address was not zero");
      }
    }
    return new Literal.Network(address, bits);
  }

  private Literal number(Matcher found) {
    String octal = found.group("octal");
    String hex = found.group("hex");
    String digits = octal != null ? octal : hex != null ? hex : found.group("decimal");
    try {
      long number = Long.parseLong(digits, octal != null ? 8 : hex != null ? 16 : 10);
      return new Literal.Whole(found.group("sign").isEmpty() ? number : -number);
    } catch (NumberFormatException e) {
      throw problem(found, "number too large to fit in target type");
    }
  }

  private ExpressionException problem(Matcher found, String problem) {
    return ExpressionException.at(text, at, found.end(), problem);
  }
}
