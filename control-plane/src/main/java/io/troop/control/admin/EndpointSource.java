package io.troop.control.admin;

/// Brings endpoints to the Admin API. Every bean of this type is asked once, at the start. This is
/// how other packages add theirs.
public interface EndpointSource {

  /// Adds endpoints; one that is there already for the same method and path is replaced when this
  /// source comes later.
  void addTo(Endpoints endpoints);
}
