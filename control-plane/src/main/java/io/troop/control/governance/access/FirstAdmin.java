package io.troop.control.governance.access;

import io.troop.control.ControlSettings;
import io.troop.control.store.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/// Makes the default roles and the first administrator, when there is nobody yet.
///
/// The password, which is the token, too, is that of `KONG_PASSWORD`; else a new one, left in a
/// file that only its owner can read, for `./troop up` to show once.
@Component
final class FirstAdmin implements SmartInitializingSingleton {

  static final String NAME = "kong_admin";

  private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);
  private static final String FILE = "kong_admin.password";

  private final AccountStore store;
  private final AdminStore admins;
  private final AccessSettings settings;
  private final Secrets secrets;
  private final InstantSource clock;

  FirstAdmin(
      AccountStore store,
      AdminStore admins,
      AccessSettings settings,
      Secrets secrets,
      InstantSource clock) {
    this.store = store;
    this.admins = admins;
    this.settings = settings;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (store.accounts().users().isEmpty()) {
      store.change(() -> {
        // Another process may have been first.
        if (store.read().users().isEmpty()) {
          make();
        }
        return true;
      });
    }
  }

  private void make() {
    Instant now = clock.instant();
    List<Role> roles = DefaultRoles.ofInstallation(Workspaces.DEFAULT, now);
    List<Role> workspaceRoles = DefaultRoles.ofWorkspace(Workspaces.DEFAULT, now);
    roles.forEach(store::put);
    workspaceRoles.forEach(store::put);
    UUID superAdmin =
        roles.stream()
            .filter(role -> role.name().equals(DefaultRoles.SUPER_ADMIN))
            .findFirst()
            .orElseThrow()
            .id();
    String password = settings.password().orElseGet(this::generated);
    String hash = secrets.hash(password);
    UUID id = UUID.randomUUID();
    store.put(
        new User(
            id,
            Workspaces.DEFAULT,
            NAME,
            "Initial RBAC Secure User",
            true,
            hash,
            Secrets.ident(password),
            null,
            hash,
            Set.of(superAdmin),
            now,
            now));
    admins.put(new AdminStore.Admin(id, null, null));
  }

  private String generated() {
    String password = secrets.fresh();
    Path file = ControlSettings.home().resolve(FILE);
    try {
      Files.createDirectories(ControlSettings.home());
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, password + "\n", StandardOpenOption.WRITE);
    } catch (IOException problem) {
      throw new UncheckedIOException("the first password can't be left in " + file, problem);
    }
    LOG.info(
        "the user {} was made; the password is in {}: read it and delete the file", NAME, file);
    return password;
  }
}
