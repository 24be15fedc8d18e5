package io.troop.control.admin;

import io.troop.control.store.Mandate;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Who makes a call. *Immutable.*
///
/// @param user the user's id; null for somebody unknown
/// @param name the user's name; empty for somebody unknown
/// @param requestId the request that the call came with
/// @param source what the user works with; null when nothing is known of it
public record Caller(@Nullable UUID user, String name, String requestId, @Nullable String source) {

  private static final ScopedValue<@Nullable Caller> CURRENT = ScopedValue.newInstance();

  /// Somebody unknown.
  public static Caller anonymous(String requestId) {
    return new Caller(null, "", requestId, null);
  }

  /// Who makes the call that this thread works on; empty when it works on none.
  public static Optional<Caller> current() {
    return CURRENT.isBound() ? Optional.ofNullable(CURRENT.get()) : Optional.empty();
  }

  /// What goes along with a change set to the thread that commits it.
  static Mandate mandate() {
    Caller caller = current().orElse(null);
    Errand errand = Errand.current().orElse(null);
    return work -> ScopedValue.where(CURRENT, caller).where(Errand.CURRENT, errand).run(work);
  }

  /// Works on a call in this caller's name.
  public <T> T run(Callable<T> work) {
    return ScopedValue.where(CURRENT, this)
        .call(() -> {
          try {
            return work.call();
          } catch (RuntimeException problem) {
            throw problem;
          } catch (Exception problem) {
            throw new IllegalStateException(problem);
          }
        });
  }

  /// The name that commits carry.
  public String author() {
    return name.isEmpty() ? "admin" : name;
  }
}
