package io.troop.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
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
