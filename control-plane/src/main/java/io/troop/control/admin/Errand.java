package io.troop.control.admin;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request from outside on its way to its answer. When its only change is committed, its answer
/// is known already if all goes well: so it can be put on record in the very transaction, and need
/// not be once more. *Confined to one thread at a time*: it goes along with its change set.
public final class Errand {

  static final ScopedValue<@Nullable Errand> CURRENT = ScopedValue.newInstance();

  private final AdminRequest request;
  private final Caller caller;
  private UUID controlPlane;
  private String workspace;
  private int expected;
  private int recorded;

  Errand(AdminRequest request, Caller caller, UUID controlPlane, String workspace) {
    this.request = request;
    this.caller = caller;
    this.controlPlane = controlPlane;
    this.workspace = workspace;
  }

  /// The request that this thread works on; empty when it works on none.
  public static Optional<Errand> current() {
    return CURRENT.isBound() ? Optional.ofNullable(CURRENT.get()) : Optional.empty();
  }

  public AdminRequest request() {
    return request;
  }

  public Caller caller() {
    return caller;
  }

  /// Whose configuration it is about.
  public UUID controlPlane() {
    return controlPlane;
  }

  /// The workspace it is about.
  public String workspace() {
    return workspace;
  }

  /// The status it will be answered with; 0 when that is not known.
  public int expected() {
    return expected;
  }

  /// It is on record, if the transaction that is under way is committed.
  public void isRecorded() {
    recorded = expected;
  }

  /// Whether it is on record with this status.
  boolean isOnRecord(int status) {
    return recorded == status;
  }

  /// Its path leads there.
  void leads(UUID toControlPlane, String toWorkspace) {
    controlPlane = toControlPlane;
    workspace = toWorkspace;
  }

  /// A commit begins, or begins anew: with its success it is answered as requests of its method
  /// are.
  void begins() {
    recorded = 0;
    expected =
        switch (request.method()) {
          case "POST" -> 201;
          case "DELETE" -> 204;
          default -> 200;
        };
  }
}
