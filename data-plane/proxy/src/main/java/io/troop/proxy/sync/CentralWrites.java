package io.troop.proxy.sync;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.EntityWrites;
import io.troop.proto.sync.v1.EntityChange;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Revision;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Sends what plugins make to the control plane, over the connection the configuration comes by,
/// and waits until it has come back with the configuration. *Thread-safe; never blocks.*
public final class CentralWrites implements EntityWrites {

  private static final Duration ANSWER = Duration.ofSeconds(5);

  /// A commit is served within milliseconds; a node that is slower has other troubles, and its
  /// client should not wait for them.
  private static final Duration ECHO = Duration.ofSeconds(2);

  private final SyncStatus status;
  private volatile @Nullable Channel channel;

  /// @param status says when a revision serves
  public CentralWrites(SyncStatus status) {
    this.status = status;
  }

  /// The connection to send by from now on; null while there is none.
  void through(@Nullable Channel connection) {
    channel = connection;
  }

  @Override
  public Mono<Boolean> commit(List<Write> writes) {
    Part part = part(writes);
    return Mono.defer(() -> {
      Channel connection = channel;
      return connection == null
          ? Mono.<Boolean>error(new IOException("there is no connection to the control plane"))
          : sent(connection, part)
              .flatMap(number -> number < 0 ? Mono.just(false) : served(number));
    });
  }

  private Mono<Boolean> served(long revision) {
    return status.whenServing(revision).timeout(ECHO, Mono.empty()).thenReturn(true);
  }

  /// The number of the revision that has the writes; -1 when something to delete was gone.
  private static Mono<Long> sent(Channel connection, Part part) {
    return Mono.create(sink ->
        ClientCalls.asyncUnaryCall(
            connection.newCall(
                SyncServiceGrpc.getWriteMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS)),
            part,
            new StreamObserver<>() {
              @Override
              public void onNext(Revision revision) {
                sink.success(revision.getNumber());
              }

              @Override
              public void onError(Throwable problem) {
                Status problemStatus = Status.fromThrowable(problem);
                if (problemStatus.getCode() == Status.Code.FAILED_PRECONDITION) {
                  sink.success(-1L);
                } else {
                  sink.error(
                      new IOException(
                          "the control plane took no entities: " + Problems.text(problemStatus),
                          problem));
                }
              }

              @Override
              public void onCompleted() {
                sink.success();
              }
            }));
  }

  private static Part part(List<Write> writes) {
    ByteString.Output out = ByteString.newOutput();
    try {
      for (Write write : writes) {
        change(write).writeDelimitedTo(out);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory can be written to", impossible);
    }
    return Part.newBuilder().setData(out.toByteString()).setLast(true).build();
  }

  private static EntityChange change(Write write) {
    return switch (write) {
      case Write.Put put ->
          EntityChange.newBuilder()
              .setKind(put.kind())
              .setId(Wire.bytes(put.id()))
              .setWorkspace(put.workspace())
              .setJson(ByteString.copyFrom(Json.bytes(put.fields())))
              .build();
      case Write.Delete delete ->
          EntityChange.newBuilder().setKind(delete.kind()).setId(Wire.bytes(delete.id())).build();
    };
  }
}
