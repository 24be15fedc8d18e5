package io.troop.proxy.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Files below a folder, such as secrets that Kubernetes mounts. *Immutable.* A line break at the
/// end of a file is not a part of the secret.
record FileVault(Path folder) implements SecretSource {

  @Override
  public Mono<String> read(String resource) {
    return Mono.fromCallable(() -> text(resource)).subscribeOn(Schedulers.boundedElastic());
  }

  private String text(String resource) throws IOException {
    Path file = folder.resolve(resource).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw new IOException("the file is outside of " + folder + " (expected: below it)");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    String text = Files.readString(file);
    return text.endsWith("\r\n")
        ? text.substring(0, text.length() - 2)
        : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
