package io.troop.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.troop.plugin.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HeaderBlockTest {

  private static String written(HeaderBlock block) {
    HeadBuffer out = new HeadBuffer();
    block.writeTo(out);
    ByteBuf bytes = out.toBuffer(UnpooledByteBufAllocator.DEFAULT, 0);
    try {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    } finally {
      bytes.release();
    }
  }

  @Test
  void aLineBreakBeginsNoLine() {
    HeaderBlock block = new HeaderBlock();
    block.add("X-A", "1\r\nX-B: 2");
    block.set(KnownHeader.VIA, "1\n\0");
    block.add("X-C: 3\r\nX-D", "4");

    assertThat(written(block).lines())
        .containsExactly("X-A: 1%0D%0AX-B: 2", "Via: 1%0A%00", "X-C: 3%0D%0AX-D: 4");
  }

  @Test
  void whatIsBeyondAsciiIsWrittenAsUtf8() {
    HeaderBlock block = new HeaderBlock();
    block.add("X-A", "a\tä\r€" + "ö".repeat(600));

    assertThat(block.get("x-a")).isEqualTo("a\tä%0D€" + "ö".repeat(600));
  }

  @Test
  void aSnapshotStaysAsItWas() {
    HeaderBlock block = new HeaderBlock();
    block.add("X-A", "1");
    block.add("X-B", "2");
    Headers before = block.snapshot();

    block.remove("X-A");
    block.set("X-B", "3");
    block.add("X-C", "4");

    assertThat(before).hasToString("X-A: 1\nX-B: 2\n");
    assertThat(before.all("X-B")).containsExactly("2");
    assertThat(before.contains("X-C")).isFalse();
  }

  @Test
  void aNameIsKnownHoweverItCame() {
    HeaderBlock block = new HeaderBlock();
    block.add("vIA", "1");
    block.add(KnownHeader.VIA, "2");
    block.addAppended(KnownHeader.VIA, 1, "3".getBytes(StandardCharsets.US_ASCII));

    assertThat(block.all("Via")).containsExactly("1", "2", "2, 3");
    block.remove(KnownHeader.VIA);
    assertThat(block.size()).isZero();
    assertThat(written(block)).isEmpty();
  }
}
