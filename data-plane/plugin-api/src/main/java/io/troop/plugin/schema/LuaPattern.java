package io.troop.plugin.schema;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pattern of Lua 5.1, as Kong's schemas and templates use them: works on bytes of UTF-8.
/// *Immutable and thread-safe.*
///
/// Differs from Lua: references to captures (`%1`) in a pattern are refused, and `()` captures an
/// empty text.
public final class LuaPattern {

  /// Deeper recursion than Lua itself allows would only come from a hostile pattern.
  private static final int MAX_DEPTH = 200;

  private static final int MAX_CAPTURES = 32;

  /// A search that takes more steps is given up: some patterns need a number of them that grows
  /// with a power of the text's length.
  private static final int MAX_STEPS = 5_000_000;

  /// A search was given up. The pattern is not to blame alone: with a shorter text it would end.
  public static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Exhausted(String pattern) {
      super("the pattern '" + pattern + "' takes too long on this text", null, false, false);
    }
  }

  private final String source;
  private final byte[] pattern;
  private final boolean anchored;

  private LuaPattern(String source) {
    this.source = source;
    this.pattern = source.getBytes(StandardCharsets.UTF_8);
    this.anchored = pattern.length > 0 && pattern[0] == '^';
  }

  /// @throws IllegalArgumentException when the text is no Lua pattern
  public static LuaPattern of(String source) {
    LuaPattern made = new LuaPattern(source);
    made.checkParts();
    return made;
  }

  private void checkParts() {
    int p = anchored ? 1 : 0;
    while (p < pattern.length) {
      int c = at(p);
      int letter = c == '%' && p + 1 < pattern.length ? at(p + 1) : 0;
      if (c == '(' || c == ')') {
        p++;
      } else if (letter == 'b') {
        p += 4;
        if (p > pattern.length) {
          throw malformed("missing arguments to '%b'");
        }
      } else if (letter == 'f' && (p + 2 >= pattern.length || at(p + 2) != '[')) {
        throw malformed("missing '[' after '%f'");
      } else if (isDigit(letter)) {
        throw malformed("references to captures are not supported");
      } else {
        p = classEnd(letter == 'f' ? p + 2 : p);
        if (p < pattern.length && "*+?-".indexOf(at(p)) >= 0 && letter != 'f') {
          p++;
        }
      }
    }
  }

  /// The pattern as written.
  public String source() {
    return source;
  }

  /// Whether the pattern matches anywhere in the text (only at its start when it begins with `^`).
  ///
  /// @throws Exhausted when that takes too long to find out
  public boolean find(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Matcher matcher = new Matcher(bytes);
    int from = anchored ? 1 : 0;
    for (int start = 0; start <= bytes.length; start++) {
      if (matcher.match(start, from, 0) >= 0) {
        return true;
      }
      if (anchored) {
        return false;
      }
    }
    return false;
  }

  /// The first match at or behind a place in the text; null for none.
  ///
  /// @param from counted in chars
  /// @throws Exhausted when that takes too long to find out
  public @Nullable Found search(String text, int from) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Matcher matcher = new Matcher(bytes);
    int first = text.substring(0, from).getBytes(StandardCharsets.UTF_8).length;
    for (int start = first; start <= bytes.length; start++) {
      int end = matcher.match(start, anchored ? 1 : 0, 0);
      if (end >= 0) {
        return new Found(
            chars(bytes, 0, start).length(),
            chars(bytes, 0, end).length(),
            chars(bytes, start, end),
            matcher.captures());
      }
      if (anchored) {
        return null;
      }
    }
    return null;
  }

  private static String chars(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /// Where and what was found.
  ///
  /// @param start in chars
  /// @param end in chars, behind the last
  /// @param whole all that matched
  /// @param captures what the groups matched
  public record Found(int start, int end, String whole, List<String> captures) {

    public Found {
      captures = List.copyOf(captures);
    }

    /// What the first group matched; all, when there are no groups.
    public String first() {
      return captures.isEmpty() ? whole : captures.getFirst();
    }

    /// A text with `%0` to `%9` replaced by what was found, and `%%` by a percent sign.
    public String filledInto(String replacement) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < replacement.length(); i++) {
        char c = replacement.charAt(i);
        if (c != '%' || i + 1 == replacement.length()) {
          out.append(c);
          continue;
        }
        char next = replacement.charAt(++i);
        int group = next - '0';
        if (!isDigit(next)) {
          out.append(next);
        } else if (group == 0 || (group == 1 && captures.isEmpty())) {
          out.append(whole);
        } else if (group <= captures.size()) {
          out.append(captures.get(group - 1));
        } else {
          throw new IllegalArgumentException("invalid capture index %" + next);
        }
      }
      return out.toString();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LuaPattern that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }

  private int at(int index) {
    return pattern[index] & 0xff;
  }

  private IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException("malformed pattern '" + source + "': " + what);
  }

  /// The index behind the single character class that begins at `p`.
  private int classEnd(int p) {
    int c = at(p++);
    if (c == '%') {
      if (p >= pattern.length) {
        throw malformed("ends with '%'");
      }
      return p + 1;
    }
    if (c == '[') {
      if (p < pattern.length && at(p) == '^') {
        p++;
      }
      do {
        if (p >= pattern.length) {
          throw malformed("missing ']'");
        }
        if (at(p++) == '%') {
          p++;
        }
      } while (p >= pattern.length || at(p) != ']');
      return p + 1;
    }
    return p;
  }

  private static boolean inClass(int c, int letter) {
    boolean in =
        switch (letter | 0x20) {
          case 'a' -> isLetter(c);
          case 'd' -> isDigit(c);
          case 'l' -> c >= 'a' && c <= 'z';
          case 'u' -> c >= 'A' && c <= 'Z';
          case 's' -> c == ' ' || (c >= 9 && c <= 13);
          case 'w' -> isLetter(c) || isDigit(c);
          case 'x' -> isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
          case 'p' -> c > 32 && c < 127 && !isLetter(c) && !isDigit(c);
          case 'c' -> c < 32 || c == 127;
          case 'z' -> c == 0;
          default -> letter == c;
        };
    boolean negated = letter >= 'A' && letter <= 'Z' && "adluswxpcz".indexOf(letter | 0x20) >= 0;
    return negated != in;
  }

  private static boolean isLetter(int c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 128;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /// Whether `c` is in the set between `[` at `p` and `]` at `end`.
  private boolean inSet(int c, int p, int end) {
    boolean wanted = true;
    p++;
    if (at(p) == '^') {
      wanted = false;
      p++;
    }
    for (; p < end; p++) {
      if (at(p) == '%') {
        p++;
        if (inClass(c, at(p))) {
          return wanted;
        }
      } else if (p + 2 < end && at(p + 1) == '-') {
        if (at(p) <= c && c <= at(p + 2)) {
          return wanted;
        }
        p += 2;
      } else if (at(p) == c) {
        return wanted;
      }
    }
    return !wanted;
  }

  private boolean single(int c, int p, int end) {
    return switch (at(p)) {
      case '.' -> true;
      case '%' -> inClass(c, at(p + 1));
      case '[' -> inSet(c, p, end - 1);
      default -> at(p) == c;
    };
  }

  /// One search in one text.
  private final class Matcher {
    private static final int OPEN = -1;

    private final byte[] text;
    private final int[] starts = new int[MAX_CAPTURES];
    private final int[] ends = new int[MAX_CAPTURES];
    private int groups;
    private int steps;

    Matcher(byte[] text) {
      this.text = text;
    }

    /// What the groups of the last match took.
    List<String> captures() {
      List<String> out = new ArrayList<>();
      for (int i = 0; i < groups; i++) {
        out.add(chars(text, starts[i], Math.max(starts[i], ends[i])));
      }
      return out;
    }

    private int opened(int s, int p, int depth) {
      if (groups == MAX_CAPTURES) {
        throw malformed("too many captures");
      }
      starts[groups] = s;
      ends[groups++] = OPEN;
      int matched = match(s, p, depth + 1);
      if (matched < 0) {
        groups--;
      }
      return matched;
    }

    private int closed(int s, int p, int depth) {
      int group = groups - 1;
      while (group >= 0 && ends[group] != OPEN) {
        group--;
      }
      if (group < 0) {
        throw malformed("invalid pattern capture");
      }
      ends[group] = s;
      int matched = match(s, p, depth + 1);
      if (matched < 0) {
        ends[group] = OPEN;
      }
      return matched;
    }

    private int textAt(int index) {
      return index >= 0 && index < text.length ? text[index] & 0xff : 0;
    }

    /// The end of a match of the pattern from `p` at `s`; -1 for none.
    int match(int s, int p, int depth) {
      if (++steps > MAX_STEPS) {
        throw new Exhausted(source);
      }
      if (depth > MAX_DEPTH) {
        throw malformed("too complex");
      }
      while (p < pattern.length) {
        int c = at(p);
        if (c == '(') {
          return opened(s, p + 1, depth);
        }
        if (c == ')') {
          return closed(s, p + 1, depth);
        }
        if (c == '$' && p + 1 == pattern.length) {
          return s == text.length ? s : -1;
        }
        if (c == '%' && p + 1 < pattern.length && at(p + 1) == 'b') {
          s = balanced(s, p + 2);
          if (s < 0) {
            return -1;
          }
          p += 4;
          continue;
        }
        if (c == '%' && p + 1 < pattern.length && at(p + 1) == 'f') {
          int end = classEnd(p + 2);
          if (inSet(textAt(s - 1), p + 2, end - 1) || !inSet(textAt(s), p + 2, end - 1)) {
            return -1;
          }
          p = end;
          continue;
        }
        int end = classEnd(p);
        int suffix = end < pattern.length ? at(end) : 0;
        boolean here = s < text.length && single(textAt(s), p, end);
        switch (suffix) {
          case '?' -> {
            if (here) {
              int matched = match(s + 1, end + 1, depth + 1);
              if (matched >= 0) {
                return matched;
              }
            }
            p = end + 1;
          }
          case '*' -> {
            return greedy(s, p, end, depth);
          }
          case '+' -> {
            return here ? greedy(s + 1, p, end, depth) : -1;
          }
          case '-' -> {
            return lazy(s, p, end, depth);
          }
          default -> {
            if (!here) {
              return -1;
            }
            s++;
            p = end;
          }
        }
      }
      return s;
    }

    private int greedy(int s, int p, int end, int depth) {
      int count = 0;
      while (s + count < text.length && single(textAt(s + count), p, end)) {
        count++;
      }
      for (; count >= 0; count--) {
        int matched = match(s + count, end + 1, depth + 1);
        if (matched >= 0) {
          return matched;
        }
      }
      return -1;
    }

    private int lazy(int s, int p, int end, int depth) {
      while (true) {
        int matched = match(s, end + 1, depth + 1);
        if (matched >= 0) {
          return matched;
        }
        if (s >= text.length || !single(textAt(s), p, end)) {
          return -1;
        }
        s++;
      }
    }

    private int balanced(int s, int p) {
      if (s >= text.length || textAt(s) != at(p)) {
        return -1;
      }
      int open = 1;
      for (int i = s + 1; i < text.length; i++) {
        if (textAt(i) == at(p + 1)) {
          if (--open == 0) {
            return i + 1;
          }
        } else if (textAt(i) == at(p)) {
          open++;
        }
      }
      return -1;
    }
  }
}
