package io.troop.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.troop.proto.telemetry.v1.Batch;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static Batch batch(int sequence) {
    return Batch.newBuilder()
        .setSequence(sequence)
        .setNodeId(ByteString.copyFrom(new byte[1000]))
        .build();
  }

  @Test
  void theOldestAreGivenUpAndCounted() {
    Backlog backlog = new Backlog(5 * 1010);
    for (int i = 1; i <= 12; i++) {
      backlog.add(batch(i));
    }
    assertThat(backlog.size()).isEqualTo(5);
    assertThat(backlog.dropped()).isEqualTo(7);
    assertThat(backlog.next()).isNotNull().matches(batch -> batch.getSequence() == 8);
  }

  @Test
  void whatGotNoAnswerIsSentAgainInOrder() {
    Backlog backlog = new Backlog(1 << 20);
    for (int i = 1; i <= 4; i++) {
      backlog.add(batch(i));
    }
    backlog.next();
    backlog.next();
    backlog.next();
    backlog.arrived(1);
    backlog.again();
    for (int expected = 2; expected <= 4; expected++) {
      int sequence = expected;
      assertThat(backlog.next()).isNotNull().matches(batch -> batch.getSequence() == sequence);
    }
    assertThat(backlog.next()).isNull();
    backlog.arrived(4);
    assertThat(backlog.size()).isZero();
  }
}
