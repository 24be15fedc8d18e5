package io.troop.control.governance.encryption;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.governance.audit.ObjectLog;
import io.troop.control.keys.KeyRing;
import io.troop.control.store.ControlPlanes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// `/encryption`: which keys secrets are encrypted with, and a rotation of them.
@Component
@Order(20)
class EncryptionEndpoints implements EndpointSource {

  private final KeyRing ring;
  private final ObjectLog log;
  private final ControlPlanes controlPlanes;
  private final TransactionTemplate transaction;

  EncryptionEndpoints(
      KeyRing ring,
      ObjectLog log,
      ControlPlanes controlPlanes,
      PlatformTransactionManager transactions) {
    this.ring = ring;
    this.log = log;
    this.controlPlanes = controlPlanes;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/encryption", _ -> Answer.ok(shown()))
        .add("POST", "/encryption/rotate", this::rotate);
  }

  private Answer rotate(Call call) {
    OptionalInt number =
        Objects.requireNonNull(
            transaction.execute(_ -> {
              OptionalInt made = ring.rotate();
              made.ifPresent(each ->
                  log.record(
                      controlPlanes.first(),
                      "encryption_keys",
                      "create",
                      String.valueOf(each),
                      Map.of("number", (long) each)));
              return made;
            }));
    return number.isPresent()
        ? Answer.of(202, shown())
        : Answer.message(
            409, "the newest key is still being brought to everything; GET /encryption tells when");
  }

  private Map<String, Object> shown() {
    return Map.of("keys", ring.shown().stream().map(EncryptionEndpoints::shown).toList());
  }

  private static Map<String, @Nullable Object> shown(KeyRing.Shown key) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("number", (long) key.number());
    shown.put("wrapped_by", key.root());
    shown.put("created_at", key.createdAt().getEpochSecond());
    shown.put("renewed_at", key.renewedAt() == null ? null : key.renewedAt().getEpochSecond());
    return shown;
  }
}
