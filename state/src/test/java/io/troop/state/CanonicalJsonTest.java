package io.troop.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  /// The samples of RFC 8785, appendix B, as IEEE bits and text.
  @Test
  void printsNumbersAsTheStandardSamplesShow() {
    Map<Long, String> samples = new LinkedHashMap<>();
    samples.put(0x0000000000000000L, "0");
    samples.put(0x8000000000000000L, "0");
    samples.put(0x0000000000000001L, "5e-324");
    samples.put(0x8000000000000001L, "-5e-324");
    samples.put(0x7fefffffffffffffL, "1.7976931348623157e+308");
    samples.put(0xffefffffffffffffL, "-1.7976931348623157e+308");
    samples.put(0x4340000000000000L, "9007199254740992");
    samples.put(0xc340000000000000L, "-9007199254740992");
    samples.put(0x4430000000000000L, "295147905179352830000");
    samples.put(0x44b52d02c7e14af5L, "9.999999999999997e+22");
    samples.put(0x44b52d02c7e14af6L, "1e+23");
    samples.put(0x44b52d02c7e14af7L, "1.0000000000000001e+23");
    samples.put(0x444b1ae4d6e2ef4eL, "999999999999999700000");
    samples.put(0x444b1ae4d6e2ef4fL, "999999999999999900000");
    samples.put(0x444b1ae4d6e2ef50L, "1e+21");
    samples.put(0x3eb0c6f7a0b5ed8cL, "9.999999999999997e-7");
    samples.put(0x3eb0c6f7a0b5ed8dL, "0.000001");
    samples.put(0x41b3de4355555553L, "333333333.3333332");
    samples.put(0x41b3de4355555554L, "333333333.33333325");
    samples.put(0x41b3de4355555555L, "333333333.3333333");
    samples.put(0x41b3de4355555556L, "333333333.3333334");
    samples.put(0x41b3de4355555557L, "333333333.33333343");
    samples.put(0xbecbf647612f3696L, "-0.0000033333333333333333");
    samples.put(0x43143ff3c1cb0959L, "1424953923781206.2");
    samples.forEach((bits, text) ->
        assertThat(CanonicalJson.text(Double.longBitsToDouble(bits)))
            .as(Long.toHexString(bits))
            .isEqualTo(text));
  }

  @Test
  void printsShortNumbersWithoutSpareDigits() {
    assertThat(CanonicalJson.text(Arrays.asList(1.0, 0.5, 1e-7, 2e-323, 1e300, 5, 100L, 1.5e-9)))
        .isEqualTo("[1,0.5,1e-7,2e-323,1e+300,5,100,1.5e-9]");
  }

  @Test
  void everyDoubleReadsBackAsItself() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(CanonicalJson.text(value)))
            .as("seed %d", seed)
            .isEqualTo(value + 0.0);
      }
    }
  }

  @Test
  void wholeNumbersBeyondTheExactRangeBecomeTheNearestDouble() {
    assertThat(CanonicalJson.text(9007199254740993L)).isEqualTo("9007199254740992");
    assertThat(CanonicalJson.text(-9007199254740991L)).isEqualTo("-9007199254740991");
  }

  /// The sample of RFC 8785, section 3.2.3.
  @Test
  void sortsMembersByUtf16CodeUnits() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("\u20ac", "Euro Sign");
    document.put("\r", "Carriage Return");
    document.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
    document.put("1", "One");
    document.put("\ud83d\ude00", "Emoji: Grinning Face");
    document.put("\u0080", "Control");
    document.put("\u00f6", "Latin Small Letter O With Diaeresis");
    assertThat(CanonicalJson.text(document))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  /// The sample of RFC 8785, section 3.2.2.
  @Test
  void writesLiteralsStringsAndNestingAsTheStandardSample() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "numbers", List.of(333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001));
    document.put("string", "\u20ac$\u000f\nA'B\"\\\\\"/");
    List<Object> literals = new ArrayList<>();
    literals.add(null);
    literals.add(true);
    literals.add(false);
    document.put("literals", literals);
    assertThat(CanonicalJson.text(document))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void refusesWhatJsonCannotCarry() {
    assertThatThrownBy(() -> CanonicalJson.text(Double.NaN)).hasMessageContaining("finite");
    assertThatThrownBy(() -> CanonicalJson.text("a\ud800b")).hasMessageContaining("lone surrogate");
    assertThatThrownBy(() -> CanonicalJson.text(Map.of(1, 2))).hasMessageContaining("key 1");
    assertThatThrownBy(() -> CanonicalJson.text(new Object()))
        .hasMessageContaining("expected: map");
  }
}
