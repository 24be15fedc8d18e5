/// `grpc-gateway`: calls gRPC services for clients that speak HTTP and JSON, as the
/// `google.api.http` options of a `.proto` file say.
///
/// As in Kong, with these in addition: a variable in a path may lead into nested messages, percent
/// escapes in it are decoded, and a single query argument fits a repeated field.
@NullMarked
package io.troop.plugins.grpcgateway;

import org.jspecify.annotations.NullMarked;
