package io.troop.protobuf;

import java.util.List;

/// A method of a gRPC service. *Immutable.*
///
/// @param path what it is called by: `/package.Service/Method`
public record ProtoMethod(
    String path, MessageType input, MessageType output, List<HttpRule> rules) {}
