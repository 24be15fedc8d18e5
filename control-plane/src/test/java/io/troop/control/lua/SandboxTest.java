package io.troop.control.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaString;

/// What code in a schema can do, and what it can't.
class SandboxTest {

  private static final Budget SMALL = new Budget(200_000, 64L << 20, 1 << 16, 180);

  private static String run(String code) {
    return run(code, SMALL);
  }

  private static String run(String code, Budget budget) {
    try {
      return String.valueOf(
          LuaProgram.compile(code, budget).<Object>run(result -> LuaDocuments.toDocument(result)));
    } catch (LuaFailure e) {
      return "failed: " + e.getMessage();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true do end",
        "for i = 1, 1e15 do end",
        "local function f() return f() end return f()",
        "repeat pcall(error) until false",
        "while true do pcall(function() while true do end end) end",
        "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) return t[1]",
        "return (('a'):rep(200)):find(('a*'):rep(30) .. 'b')",
        "return ('a'):rep(60000):gsub('.-b', '')",
        "local t = {} for i = 1, 20000 do t[i] = i end table.sort(t) table.sort(t) table.sort(t)"
            + " table.sort(t)",
      })
  void endsCodeThatRunsForTooLong(String code) {
    assertThat(run(code)).containsAnyOf("ran for more than 200000 steps", "nested more than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local s = 'x' while true do s = s .. s end",
        "return ('x'):rep(1e9)",
        "return ('x'):rep(60000):rep(60000)",
        "return string.format('%s%s', ('x'):rep(60000), ('x'):rep(60000))",
        "local t = {} for i = 1, 100 do t[i] = ('x'):rep(60000) end return table.concat(t)",
        "return (('x'):rep(60000):gsub('x', 'yyyy'))",
      })
  void endsCodeThatMakesALongText(String code) {
    assertThat(run(code)).contains("made a text of more than 64 KB");
  }

  @Test
  void endsCodeThatKeepsALotOfMemory() {
    String code = "local t = {} local i = 0 while true do i = i + 1 t[i] = ('x'):rep(60000) end";

    assertThat(run(code, Budget.STANDARD)).contains("used more than 64 MB of memory");
  }

  @Test
  void endsCodeThatNestsTooDeep() {
    assertThat(run("local function f() return 1 + f() end return f()"))
        .contains("nested more than 180 calls");
    assertThat(run("return " + "(".repeat(5000) + "1" + ")".repeat(5000))).startsWith("failed: ");
  }

  @Test
  void boundsTheValuesThatOneCallGives() {
    assertThat(run("return unpack({}, 1, 1e9)")).contains("too many results");
    assertThat(run("return ('x'):rep(60000):byte(1, -1)")).contains("too many results");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io",
        "os",
        "debug",
        "luajava",
        "package",
        "coroutine",
        "load",
        "loadstring",
        "loadfile",
        "dofile",
        "collectgarbage",
        "print",
        "module",
        "getfenv",
        "setfenv",
        "kong"
      })
  void hasNoWayOut(String global) {
    assertThat(run("return type(" + global + ")")).isEqualTo("nil");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(run("local a = 1\nreturn os.getenv('HOME')"))
        .contains("schema.lua:2: ")
        .contains("there is no 'os' for a schema");
  }

  @Test
  void refusesCompiledCode() {
    assertThat(run("\u001bLua")).contains("compiled code");
  }

  @Test
  void hidesTheMethodsOfTextsFromChange() {
    assertThat(run("return getmetatable('')")).isEqualTo("false");
    assertThat(run("string.upper = function() return 'mine' end return ('a'):upper()"))
        .isEqualTo("A");
    assertThat(run("return string.upper('a')")).isEqualTo("A");
  }

  @Test
  void runsSideBySide() throws Exception {
    CountDownLatch done = new CountDownLatch(8);
    AtomicReference<String> odd = new AtomicReference<>("");
    for (int i = 0; i < 8; i++) {
      int mine = i;
      Thread.ofVirtual()
          .start(() -> {
            String got = run("x = (x or 0) + " + mine + " return x");
            if (!got.equals(String.valueOf(mine))) {
              odd.set(got);
            }
            done.countDown();
          });
    }
    done.await();

    assertThat(odd.get()).isEmpty();
  }

  @Test
  void spellsNumbersAsLuaDoes() {
    assertThat(run("return tostring(1/3)")).isEqualTo("0.33333333333333");
    assertThat(run("return 1/3 .. ''")).isEqualTo("0.33333333333333");
    assertThat(run("return tostring(1e15)")).isEqualTo("1e+15");
    assertThat(run("return tostring(2^53)")).isEqualTo("9.007199254741e+15");
    assertThat(run("return tostring(100000000000000)")).isEqualTo("1e+14");
    assertThat(run("return 3.0 .. '|' .. -0.5 .. '|' .. 1e100 .. '|' .. 123456.789"))
        .isEqualTo("3|-0.5|1e+100|123456.789");
    assertThat(run("return tostring(1e-5) .. tostring(0.0001)")).isEqualTo("1e-050.0001");
  }

  @Test
  void formatsAsLuaDoes() {
    assertThat(run("return string.format('%5.2f|%-5d|%05d|%x|%X', 3.14159, 42, 7, 255, 255)"))
        .isEqualTo(" 3.14|42   |00007|ff|FF");
    assertThat(run("return string.format('%s %s %s', true, nil, 1/4)")).isEqualTo("true nil 0.25");
    assertThat(run("return string.format('%g %g %g', 1e20, 0.1, 100)")).isEqualTo("1e+20 0.1 100");
    assertThat(run("return string.format('%e', 12345.678)")).isEqualTo("1.234568e+04");
    assertThat(run("return string.format('%q', 'a\"b\\n')")).isEqualTo("\"a\\\"b\\\n\"");
    assertThat(run("return string.format('%10s|%-4s|%.2s', 'ab', 'c', 'xyz')"))
        .isEqualTo("        ab|c   |xy");
    assertThat(run("return string.format('100%%')")).isEqualTo("100%");
  }

  @Test
  void matchesPatternsAsLuaDoes() {
    assertThat(run("return { ('THE (quick) fox'):find('%f[%a]%a+%f[%A]') }")).isEqualTo("[1, 3]");
    assertThat(run("return { ('key = value'):match('^(%w+)%s*=%s*(%w+)$') }"))
        .isEqualTo("[key, value]");
    assertThat(run("return ('hello world'):gsub('o', '0', 1)")).isEqualTo("hell0 world");
    assertThat(run("return (('hello'):gsub('', '-'))")).isEqualTo("-h-e-l-l-o-");
    assertThat(run("return (('abc'):gsub('%w', '%0%0'))")).isEqualTo("aabbcc");
    assertThat(run("return (('$name'):gsub('%$(%w+)', { name = 'x' }))")).isEqualTo("x");
    assertThat(run("return ('f(a(b)c)d'):match('%b()')")).isEqualTo("(a(b)c)");
    assertThat(run("return ('abab'):match('^(ab)%1$')")).isEqualTo("ab");
    assertThat(
            run(
                "local o = {} for w in ('a,b,,c'):gmatch('[^,]*') do o[#o + 1] = w end"
                    + " return table.concat(o, '|')"))
        .isIn("a|b||c", "a||b|||c|");
    assertThat(run("return { ('a.b'):find('.', 1, true) }")).isEqualTo("[2, 2]");
    assertThat(run("return ('x'):rep(3, ',')")).isEqualTo("x,x,x");
    assertThat(run("return ('[]]'):match('[]]')")).isEqualTo("]");
  }

  @Test
  void reportsErrorsWithTheirPlace() {
    assertThat(run("error('no')")).isEqualTo("failed: schema.lua:1: no");
    assertThat(run("return select(2, pcall(error, { code = 7 })).code")).isEqualTo("7");
    assertThat(run("return (select(2, pcall(function() error('x', 0) end)))")).isEqualTo("x");
  }

  @Test
  void carriesTextsOfAnyLanguage() throws LuaFailure {
    assertThat(run("return 'grüße 🚀'")).isEqualTo("grüße 🚀");
    LuaString back = LuaDocuments.text("🚀");
    assertThat(back.m_length).isEqualTo(4);
  }

  @Test
  void carriesListsAndMaps() {
    assertThat(run("return { 1, 2.5, 'x', { a = true, b = ngx.null } }"))
        .isIn("[1, 2.5, x, {a=true, b=null}]", "[1, 2.5, x, {b=null, a=true}]");
    assertThat(List.of(run("return {}"))).containsExactly("{}");
  }
}
