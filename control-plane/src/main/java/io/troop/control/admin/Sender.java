package io.troop.control.admin;

import java.util.Map;
import java.util.Optional;

/// Where a request comes from, and what it says of itself. *Immutable.*
///
/// @param address the IP address of the peer
/// @param secure whether it came over TLS
/// @param headers by lower-case name; several values of one name are joined by commas
/// @param requestId what its answer carries as `X-Kong-Admin-Request-ID`
public record Sender(
    String address, boolean secure, Map<String, String> headers, String requestId) {

  /// The value of a header.
  ///
  /// @param name in lower case
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// Without the headers: they carry credentials.
  @Override
  public String toString() {
    return requestId + " from " + address;
  }
}
