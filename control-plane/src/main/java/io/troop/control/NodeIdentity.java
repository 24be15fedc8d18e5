package io.troop.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Who this process is, for as long as it runs. *Immutable.*
@Component
public class NodeIdentity {

  private final UUID id = UUID.randomUUID();

  public UUID id() {
    return id;
  }

  public long pid() {
    return ProcessHandle.current().pid();
  }

  public String hostname() {
    String named = System.getenv("HOSTNAME");
    if (named != null && !named.isBlank()) {
      return named;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }
}
