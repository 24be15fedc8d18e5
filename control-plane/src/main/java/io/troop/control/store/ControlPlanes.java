package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The control planes of this installation: tenants, each with its fleet and its line of revisions.
/// The first, `default`, is there from the start.
@Service
public class ControlPlanes implements SmartInitializingSingleton {

  /// The control plane that the plain Admin API speaks of.
  public static final String DEFAULT = "default";

  private final ControlPlaneRows rows;
  private final Journal journal;
  private final Workspaces workspaces;
  private final Sealer sealer;
  private final InstantSource clock;
  private final TransactionTemplate transaction;
  private final Lines lines;
  private final ApplicationEventPublisher events;
  private @Nullable UUID first;

  ControlPlanes(
      ControlPlaneRows rows,
      Journal journal,
      Workspaces workspaces,
      Sealer sealer,
      InstantSource clock,
      PlatformTransactionManager transactions,
      Lines lines,
      ApplicationEventPublisher events) {
    this.rows = rows;
    this.journal = journal;
    this.workspaces = workspaces;
    this.sealer = sealer;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
    this.lines = lines;
    this.events = events;
  }

  /// A control plane as its users see it. *Immutable.*
  public record Tenant(
      UUID id,
      String name,
      String description,
      Map<String, @Nullable Object> labels,
      Map<String, @Nullable Object> profile,
      Instant createdAt,
      Instant updatedAt) {}

  /// What users say of a control plane.
  ///
  /// @param profile whatever else they say: its type, how nodes prove themselves
  public record Details(
      String name,
      String description,
      Map<String, ? extends @Nullable Object> labels,
      Map<String, ? extends @Nullable Object> profile) {}

  /// A control plane is no more.
  public record Deleted(UUID controlPlane) {}

  @Override
  public void afterSingletonsInstantiated() {
    first = rows.oldest().map(row -> row.id).orElseGet(() -> add(DEFAULT).id());
  }

  /// The id of the first control plane, which has been there the longest, whatever its name is.
  public UUID first() {
    if (first == null) {
      throw new IllegalStateException("asked for the first control plane before the start");
    }
    return first;
  }

  public List<Tenant> all() {
    return rows.findAllByOrderByName().stream().map(ControlPlanes::tenant).toList();
  }

  public Optional<Tenant> find(UUID id) {
    return rows.findById(id).map(ControlPlanes::tenant);
  }

  public Optional<Tenant> find(String name) {
    return rows.findByName(name).map(ControlPlanes::tenant);
  }

  private static Tenant tenant(ControlPlaneRow row) {
    return new Tenant(
        row.id,
        row.name,
        row.description,
        Json.object(row.labels),
        Json.object(row.profile),
        row.createdAt,
        row.updatedAt);
  }

  /// Adds a control plane that is described like this.
  ///
  /// @return empty when there is one of this name
  public Optional<Tenant> add(Details details) {
    if (find(details.name()).isPresent()) {
      return Optional.empty();
    }
    Tenant added = add(details.name());
    return Optional.of(write(added.id(), details, added.createdAt()));
  }

  /// Changes what is said of a control plane.
  ///
  /// @return empty when another one has this name
  public Optional<Tenant> change(UUID id, Details details) {
    if (find(details.name()).filter(other -> !other.id().equals(id)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(write(id, details, clock.instant()));
  }

  private Tenant write(UUID id, Details details, Instant now) {
    transaction.executeWithoutResult(_ -> journal.describe(id, details, now));
    return find(id).orElseThrow();
  }

  /// Deletes a control plane with everything in it. The first one stays.
  ///
  /// @throws IllegalArgumentException for the first one
  public void delete(UUID id) {
    if (id.equals(first())) {
      throw new IllegalArgumentException("the first control plane can't be deleted");
    }
    transaction.executeWithoutResult(_ -> {
      journal.close(id);
      events.publishEvent(new Deleted(id));
    });
    lines.forget(id);
  }

  /// Adds a control plane with its default workspace and an empty, signed revision 0. When another
  /// process has just added one of this name, that is the answer.
  public Tenant add(String name) {
    UUID id = UUID.randomUUID();
    Instant now = clock.instant();
    transaction.executeWithoutResult(_ -> {
      Root root = Image.EMPTY.root(id);
      if (!journal.open(new Sealed(id, 0, root, new byte[0]), name, now)) {
        return;
      }
      // The row stands before the signature is asked for: the key that signs belongs to it.
      journal.sign(new Sealed(id, 0, root, sealer.sign(id, Sealed.payload(id, 0, root))));
      workspaces.add(id, defaultWorkspace(now));
    });
    return find(name).orElseThrow();
  }

  private static Workspaces.Workspace defaultWorkspace(Instant now) {
    UUID id = UUID.randomUUID();
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", id.toString());
    document.put("name", Workspaces.DEFAULT);
    document.put("comment", null);
    document.put("config", Map.of());
    document.put("meta", Map.of());
    document.put("created_at", now.getEpochSecond());
    document.put("updated_at", now.getEpochSecond());
    return new Workspaces.Workspace(id, Workspaces.DEFAULT, document);
  }
}
