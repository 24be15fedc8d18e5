package io.troop.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealedTest {

  private final UUID controlPlane = new UUID(7, 7);
  private final Image image =
      Image.of(
          List.of(Entity.of(new EntityKey("services", new UUID(0, 1)), "default", Map.of("a", 1))));

  @Test
  void coversTheImageOfItsRootOnly() {
    Sealed sealed = new Sealed(controlPlane, 3, image.root(controlPlane), new byte[64]);
    assertThat(sealed.covers(image)).isTrue();
    assertThat(sealed.covers(Image.EMPTY)).isFalse();
  }

  @Test
  void everyPartChangesTheSignedBytes() {
    byte[] payload = Sealed.payload(controlPlane, 3, image.root(controlPlane));
    assertThat(Sealed.payload(new UUID(7, 8), 3, image.root(controlPlane))).isNotEqualTo(payload);
    assertThat(Sealed.payload(controlPlane, 4, image.root(controlPlane))).isNotEqualTo(payload);
    assertThat(Sealed.payload(controlPlane, 3, Image.EMPTY.root(controlPlane)))
        .isNotEqualTo(payload);
  }
}
