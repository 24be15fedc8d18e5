package io.troop.control.sync;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.proto.sync.v1.EntityChange;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Revision;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Binds gRPC's methods to [NodeStream] and to what commits entities of nodes. Generated code would
/// serialise every message anew for every node; here messages leave as the bytes they were made
/// into once.
public final class SyncService {

  /// Who called; set by what authenticates.
  public static final Context.Key<Member> MEMBER = Context.key("member");

  private final Feeds feeds;
  private final NodeRegistry registry;
  private final Greeting greeting;
  private final NodeHealth health;
  private final EntityCommitter committer;

  /// Commits what a node sends.
  @FunctionalInterface
  public interface EntityCommitter {

    /// @return the number of the revision that has the changes
    /// @throws io.grpc.StatusRuntimeException when they are refused
    long commit(Member member, List<EntityChange> changes);
  }

  public SyncService(
      Feeds feeds,
      NodeRegistry registry,
      Greeting greeting,
      NodeHealth health,
      EntityCommitter committer) {
    this.committer = committer;
    this.feeds = feeds;
    this.registry = registry;
    this.greeting = greeting;
    this.health = health;
  }

  public ServerServiceDefinition definition() {
    MethodDescriptor<FromNode, Frame> method =
        SyncServiceGrpc.getSyncMethod().toBuilder(new NodeMessages(), Frame.MARSHALLER).build();
    return ServerServiceDefinition.builder(SyncServiceGrpc.SERVICE_NAME)
        .addMethod(method, ServerCalls.asyncBidiStreamingCall(this::open))
        .addMethod(
            SyncServiceGrpc.getHealthMethod(),
            ServerCalls.asyncBidiStreamingCall(out -> health.open(MEMBER.get(), out)))
        .addMethod(SyncServiceGrpc.getWriteMethod(), ServerCalls.asyncUnaryCall(this::write))
        .build();
  }

  private void write(Part part, StreamObserver<Revision> out) {
    try {
      long revision = committer.commit(MEMBER.get(), changes(part));
      out.onNext(Revision.newBuilder().setNumber(revision).build());
      out.onCompleted();
    } catch (StatusRuntimeException refused) {
      out.onError(refused);
    } catch (IOException malformed) {
      out.onError(
          Status.INVALID_ARGUMENT
              .withDescription("the part holds no entity changes")
              .asRuntimeException());
    }
  }

  private static List<EntityChange> changes(Part part) throws IOException {
    List<EntityChange> changes = new ArrayList<>();
    try (InputStream in = part.getData().newInput()) {
      for (EntityChange next = EntityChange.parseDelimitedFrom(in);
          next != null;
          next = EntityChange.parseDelimitedFrom(in)) {
        changes.add(next);
      }
    }
    return changes;
  }

  private StreamObserver<FromNode> open(StreamObserver<Frame> out) {
    Member member = MEMBER.get();
    return new NodeStream(
        (ServerCallStreamObserver<Frame>) out,
        member,
        version -> feeds.of(member.controlPlane(), version),
        registry,
        greeting);
  }
}
