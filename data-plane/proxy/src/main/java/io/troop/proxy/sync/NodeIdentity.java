package io.troop.proxy.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The id of this node, the same over restarts as long as its folder is kept. *Stateless.*
public final class NodeIdentity {

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private NodeIdentity() {}

  /// The id stored in the folder; a new one, stored, if there is none.
  public static UUID of(Path folder) {
    Path file = folder.resolve("node_id");
    try {
      if (Files.exists(file)) {
        return UUID.fromString(Files.readString(file).strip());
      }
    } catch (IOException | IllegalArgumentException problem) {
      LOG.warn("{} holds no node id ({}); making a new one", file, problem.getMessage());
    }
    UUID fresh = UUID.randomUUID();
    try {
      Files.createDirectories(folder);
      Files.writeString(file, fresh + "\n");
    } catch (IOException problem) {
      LOG.warn(
          "{} can't be written ({}); the id lasts until the next start", file, problem.toString());
    }
    return fresh;
  }
}
