package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Sender;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Checks names and passwords, and closes the door after too many wrong ones: for a name, and for
/// an address. *Thread-safe.*
@Component
final class SignIn {

  private static final int MOST_FOR_NAME = 5;
  private static final Duration CLOSED_FOR_NAME = Duration.ofMinutes(15);
  private static final int MOST_FOR_ADDRESS = 30;
  private static final Duration CLOSED_FOR_ADDRESS = Duration.ofMinutes(5);

  private final AccountStore store;
  private final Secrets secrets;
  private final Attempts byName;
  private final Attempts byAddress;

  SignIn(AccountStore store, Secrets secrets, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.byName = new Attempts(MOST_FOR_NAME, CLOSED_FOR_NAME, clock);
    this.byAddress = new Attempts(MOST_FOR_ADDRESS, CLOSED_FOR_ADDRESS, clock);
  }

  /// The user with this name and password.
  ///
  /// @throws AdminErrors.Refused when there is none; a wrong name is not told from a wrong password
  User check(String name, String password, Sender sender) {
    Duration closed = longer(byName.closedFor(name), byAddress.closedFor(sender.address()));
    if (closed.isPositive()) {
      throw Identities.tooMany(closed);
    }
    Optional<User> user = store.accounts().user(name);
    boolean matches = secrets.matches(password, user.map(User::password).orElse(null));
    if (user.isEmpty() || !matches || !user.get().enabled()) {
      byName.failed(name);
      byAddress.failed(sender.address());
      throw new AdminErrors.Refused(Answer.message(401, "Invalid username or password"));
    }
    byName.succeeded(name);
    return user.get();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
