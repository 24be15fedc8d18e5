package io.troop.control.admin;

import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Workspaces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.HttpRequestHandler;

/// Every request of the Admin API, from its bytes to its answer. Start reading here.
final class AdminApi implements HttpRequestHandler {

  private static final int MOST_BYTES = 128 * 1024 * 1024;
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
  private static final List<String> ANY_BODY = List.of("config");

  private final Endpoints endpoints;
  private final Workspaces workspaces;
  private final ControlPlanes controlPlanes;
  private final ServerCounters counters;
  private final List<EntryPoint> entryPoints;

  AdminApi(
      Endpoints endpoints,
      Workspaces workspaces,
      ControlPlanes controlPlanes,
      ServerCounters counters,
      List<EntryPoint> entryPoints) {
    this.counters = counters;
    this.entryPoints = entryPoints;
    this.endpoints = endpoints;
    this.workspaces = workspaces;
    this.controlPlanes = controlPlanes;
  }

  @Override
  public void handleRequest(HttpServletRequest servlet, HttpServletResponse response)
      throws IOException {
    counters.begin();
    try {
      serve(servlet, response);
    } finally {
      counters.end();
    }
  }

  private void serve(HttpServletRequest servlet, HttpServletResponse response) throws IOException {
    long start = System.nanoTime();
    byte[] content = servlet.getInputStream().readNBytes(MOST_BYTES + 1);
    Answer answer;
    if (content.length > MOST_BYTES) {
      answer = Answer.message(413, "Payload too large");
    } else {
      answer = answer(request(servlet, content));
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    AnswerWriter.write(servlet, response, answer, millis);
  }

  private static AdminRequest request(HttpServletRequest servlet, byte[] content) {
    String query = servlet.getQueryString();
    return AdminRequest.of(
        servlet.getMethod(),
        servlet.getRequestURI() + (query == null ? "" : "?" + query),
        servlet.getContentType() == null ? "" : servlet.getContentType(),
        content,
        servlet.getServerName());
  }

  /// Where a path leads: an endpoint, and whose configuration it is about.
  private record Target(
      Endpoints.Match match, UUID controlPlane, String workspace, String prefix) {}

  /// Answers a request about the first control plane.
  Answer answer(AdminRequest request) {
    return answer(request, controlPlanes.first(), Workspaces.DEFAULT);
  }

  /// Answers a request.
  ///
  /// @param workspace the workspace it is about when its path names none
  Answer answer(AdminRequest request, UUID controlPlane, String workspace) {
    try {
      Optional<Target> target = target(request.segments(), controlPlane, workspace);
      if (target.isEmpty()) {
        return Answer.notFound();
      }
      Endpoints.Path path = target.get().match().path();
      if (request.method().equals("OPTIONS")) {
        return Answer.noContent()
            .with("Allow", path.allow())
            .with("Access-Control-Allow-Methods", path.allow());
      }
      Optional<Endpoint> endpoint = path.method(request.method());
      if (endpoint.isEmpty()) {
        return Answer.message(405, "Method not allowed");
      }
      return endpoint.get().answer(call(request, target.get()));
    } catch (RuntimeException problem) {
      return AdminErrors.of(problem);
    }
  }

  private static Call call(AdminRequest request, Target target) {
    boolean raw =
        ANY_BODY.contains(request.segments().isEmpty() ? "" : request.segments().getLast());
    Body body =
        WITH_BODY.contains(request.method()) && !raw
            ? Body.read(request.contentType(), request.content())
            : Body.NONE;
    return new Call(
        request,
        target.controlPlane(),
        target.workspace(),
        target.prefix(),
        target.match().parameters(),
        body);
  }

  private Optional<Target> target(List<String> segments, UUID controlPlane, String workspace) {
    for (EntryPoint entryPoint : entryPoints) {
      Optional<EntryPoint.Entry> entry = entryPoint.enter(segments);
      if (entry.isPresent()) {
        return target(entry.get(), Workspaces.DEFAULT);
      }
    }
    return target(new EntryPoint.Entry(controlPlane, "", segments), workspace);
  }

  /// A path may begin with the name of a workspace. One that is an endpoint anyway is that.
  private Optional<Target> target(EntryPoint.Entry entry, String workspace) {
    UUID controlPlane = entry.controlPlane();
    List<String> segments = entry.segments();
    Optional<Endpoints.Match> plain = endpoints.find(segments);
    if (plain.isPresent() || segments.isEmpty()) {
      return plain.map(match -> new Target(match, controlPlane, workspace, entry.prefix()));
    }
    String first = segments.getFirst();
    return endpoints
        .find(segments.subList(1, segments.size()))
        .filter(_ -> workspaces.exists(controlPlane, first))
        .map(match -> new Target(match, controlPlane, first, entry.prefix() + "/" + first));
  }
}
