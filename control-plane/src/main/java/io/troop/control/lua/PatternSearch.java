package io.troop.control.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// One search for a pattern of Lua 5.1 (with `%f`) in one text. *Confined to a run.* Every step is
/// charged, because patterns can take exponential time.
final class PatternSearch {

  private static final int MAX_CAPTURES = 32;
  private static final int MAX_DEPTH = 200;
  private static final int OPEN = -1;
  private static final int POSITION = -2;

  private final Meter meter = Meter.current();
  private final byte[] text;
  private final byte[] pattern;
  private final int[] starts = new int[MAX_CAPTURES];
  private final int[] lengths = new int[MAX_CAPTURES];
  private int captures;
  private int depth;

  PatternSearch(LuaString text, LuaString pattern) {
    this.text = bytes(text);
    this.pattern = bytes(pattern);
  }

  static byte[] bytes(LuaString text) {
    byte[] out = new byte[text.m_length];
    text.copyInto(0, out, 0, out.length);
    return out;
  }

  boolean isAnchored() {
    return pattern.length > 0 && pattern[0] == '^';
  }

  int textLength() {
    return text.length;
  }

  LuaString slice(int start, int end) {
    return LuaString.valueOf(text, start, end - start);
  }

  /// The end of the match that starts exactly here; -1 for none.
  int matchAt(int start) {
    captures = 0;
    depth = 0;
    return match(start, isAnchored() ? 1 : 0);
  }

  int captureCount() {
    return captures;
  }

  /// The captures; the whole match when there are none.
  Varargs captured(int start, int end) {
    if (captures == 0) {
      return slice(start, end);
    }
    LuaValue[] out = new LuaValue[captures];
    for (int i = 0; i < captures; i++) {
      out[i] = capture(i, start, end);
    }
    return LuaValue.varargsOf(out);
  }

  /// One capture; the first is the whole match when there are none.
  LuaValue capture(int index, int start, int end) {
    if (index >= captures) {
      if (index == 0) {
        return slice(start, end);
      }
      throw new LuaError("invalid capture index");
    }
    if (lengths[index] == OPEN) {
      throw new LuaError("unfinished capture");
    }
    return lengths[index] == POSITION
        ? LuaValue.valueOf(starts[index] + 1)
        : slice(starts[index], starts[index] + lengths[index]);
  }

  private int match(int from, int patternFrom) {
    if (++depth > MAX_DEPTH) {
      throw new LuaError("pattern too complex");
    }
    try {
      return matchHere(from, patternFrom);
    } finally {
      depth--;
    }
  }

  private int matchHere(int from, int patternFrom) {
    int s = from;
    int p = patternFrom;
    while (p < pattern.length) {
      meter.charge(1);
      int c = pattern[p] & 0xff;
      if (c == '(') {
        boolean isPosition = p + 1 < pattern.length && pattern[p + 1] == ')';
        return isPosition ? startCapture(s, p + 2, POSITION) : startCapture(s, p + 1, OPEN);
      }
      if (c == ')') {
        return endCapture(s, p + 1);
      }
      if (c == '$' && p + 1 == pattern.length) {
        return s == text.length ? s : -1;
      }
      int escaped = c == '%' && p + 1 < pattern.length ? pattern[p + 1] & 0xff : 0;
      if (escaped == 'b') {
        s = balanced(s, p + 2);
        p += 4;
      } else if (escaped == 'f') {
        int end = frontierEnd(p + 2);
        if (PatternClass.inSet(pattern, before(s), p + 2, end - 1)
            || !PatternClass.inSet(pattern, at(s), p + 2, end - 1)) {
          return -1;
        }
        p = end;
      } else if (escaped >= '0' && escaped <= '9') {
        s = backReference(s, escaped);
        p += 2;
      } else {
        int end = PatternClass.end(pattern, p);
        int suffix = end < pattern.length ? pattern[end] : 0;
        boolean here = isSingle(s, p, end);
        switch (suffix) {
          case '?' -> {
            int matched = here ? match(s + 1, end + 1) : -1;
            if (matched >= 0) {
              return matched;
            }
            p = end + 1;
          }
          case '*' -> {
            return greedy(s, p, end);
          }
          case '+' -> {
            return here ? greedy(s + 1, p, end) : -1;
          }
          case '-' -> {
            return lazy(s, p, end);
          }
          default -> {
            s = here ? s + 1 : -1;
            p = end;
          }
        }
      }
      if (s < 0) {
        return -1;
      }
    }
    return s;
  }

  private boolean isSingle(int s, int p, int end) {
    return s < text.length && PatternClass.isSingle(pattern, text[s] & 0xff, p, end);
  }

  private int greedy(int s, int p, int end) {
    int count = 0;
    while (isSingle(s + count, p, end)) {
      count++;
    }
    meter.charge(count);
    for (; count >= 0; count--) {
      int matched = match(s + count, end + 1);
      if (matched >= 0) {
        return matched;
      }
    }
    return -1;
  }

  private int lazy(int from, int p, int end) {
    int s = from;
    while (true) {
      int matched = match(s, end + 1);
      if (matched >= 0) {
        return matched;
      }
      if (!isSingle(s, p, end)) {
        return -1;
      }
      s++;
    }
  }

  private int startCapture(int s, int p, int what) {
    if (captures >= MAX_CAPTURES) {
      throw new LuaError("too many captures");
    }
    starts[captures] = s;
    lengths[captures] = what;
    captures++;
    int matched = match(s, p);
    if (matched < 0) {
      captures--;
    }
    return matched;
  }

  private int endCapture(int s, int p) {
    int open = captures - 1;
    while (open >= 0 && lengths[open] != OPEN) {
      open--;
    }
    if (open < 0) {
      throw new LuaError("invalid pattern capture");
    }
    lengths[open] = s - starts[open];
    int matched = match(s, p);
    if (matched < 0) {
      lengths[open] = OPEN;
    }
    return matched;
  }

  private int backReference(int s, int digit) {
    int index = digit - '1';
    if (index < 0 || index >= captures || lengths[index] < 0) {
      throw new LuaError("invalid capture index");
    }
    int length = lengths[index];
    if (text.length - s < length) {
      return -1;
    }
    for (int i = 0; i < length; i++) {
      if (text[starts[index] + i] != text[s + i]) {
        return -1;
      }
    }
    return s + length;
  }

  private int balanced(int s, int p) {
    if (p + 1 >= pattern.length) {
      throw new LuaError("unbalanced pattern");
    }
    if (s >= text.length || text[s] != pattern[p]) {
      return -1;
    }
    int open = 1;
    for (int i = s + 1; i < text.length; i++) {
      meter.charge(1);
      if (text[i] == pattern[p + 1]) {
        if (--open == 0) {
          return i + 1;
        }
      } else if (text[i] == pattern[p]) {
        open++;
      }
    }
    return -1;
  }

  private int frontierEnd(int p) {
    if (p >= pattern.length || pattern[p] != '[') {
      throw new LuaError("missing '[' after frontier in pattern");
    }
    return PatternClass.end(pattern, p);
  }

  private int before(int s) {
    return s == 0 ? 0 : at(s - 1);
  }

  private int at(int s) {
    return s < text.length ? text[s] & 0xff : 0;
  }
}
