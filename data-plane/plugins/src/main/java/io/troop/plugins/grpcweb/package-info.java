/// `grpc-web`: lets browsers call gRPC services: gRPC-Web's bodies, binary or base64, and JSON
/// become gRPC's, and answers the other way, with the trailers as their last frame.
///
/// As in Kong. The status of an answer that has no body is told in its frame, too.
@NullMarked
package io.troop.plugins.grpcweb;

import org.jspecify.annotations.NullMarked;
