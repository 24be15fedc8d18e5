package io.troop.control.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.admin.Answer;
import io.troop.plugin.NodeEndpoint;
import io.troop.plugin.tools.Orders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderEndpointsTest {
  private static final NodeEndpoint ONE = new NodeEndpoint("GET", "/x/{key}", false);
  private static final NodeEndpoint ALL = new NodeEndpoint("DELETE", "/x", true);
  private static final Orders.Reply NOTHING = Orders.Reply.NOTHING;
  private static final Orders.Reply FOUND = Orders.Reply.DONE;

  @Test
  void theFirstDocumentIsTheAnswer() {
    Orders.Reply shown = new Orders.Reply(true, Map.of("a", 1L));

    assertThat(OrderEndpoints.answer(ONE, List.of(NOTHING, FOUND, shown)))
        .isEqualTo(Answer.ok(Map.of("a", 1L)));
  }

  @Test
  void withoutADocumentThereIsNoContent() {
    assertThat(OrderEndpoints.answer(ONE, List.of(NOTHING, FOUND)).status()).isEqualTo(204);
  }

  @Test
  void whatNoNodeFindsIsNotFound() {
    assertThat(OrderEndpoints.answer(ONE, List.of(NOTHING)).status()).isEqualTo(404);
    assertThat(OrderEndpoints.answer(ONE, List.of()).status()).isEqualTo(404);
  }

  @Test
  void someCallsSucceedAnyway() {
    assertThat(OrderEndpoints.answer(ALL, List.of()).status()).isEqualTo(204);
  }
}
