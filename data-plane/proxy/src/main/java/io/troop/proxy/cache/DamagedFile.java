package io.troop.proxy.cache;

import java.nio.file.Path;

/// A cached file that can't be used: half written, changed, or encrypted with another key.
public final class DamagedFile extends Exception {
  private static final long serialVersionUID = 1L;

  public DamagedFile(Path file, String problem) {
    super("the cached configuration " + file + " can't be used: " + problem);
  }
}
