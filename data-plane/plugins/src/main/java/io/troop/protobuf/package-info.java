/// Protocol Buffers without generated code: `.proto` files read at run time, their messages to and
/// from JSON values, and the frames gRPC sends them in.
///
/// Start reading at [io.troop.protobuf.ProtoSchema]. Knows no plugin.
@NullMarked
package io.troop.protobuf;

import org.jspecify.annotations.NullMarked;
