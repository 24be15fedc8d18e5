package io.troop.control.admin;

import io.troop.control.document.Json;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Workspaces;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.coyote.BadRequestException;
import org.springframework.web.HttpRequestHandler;

/// Every request of the Admin API, from its bytes to its answer. Start reading here.
final class AdminApi implements HttpRequestHandler {

  private static final int MOST_BYTES = 128 * 1024 * 1024;
  private static final Answer UNREADABLE =
      Answer.message(
          400, "Cannot read the body (expected: its length, or chunks, as HTTP has them)");
  private static final List<String> ANY_BODY = List.of("config");

  private final Endpoints endpoints;
  private final Workspaces workspaces;
  private final ControlPlanes controlPlanes;
  private final ServerCounters counters;
  private final List<EntryPoint> entryPoints;
  private final Guard guard;
  private final Witness witness;
  private final GuiOrigins origins;

  AdminApi(
      Endpoints endpoints,
      Workspaces workspaces,
      ControlPlanes controlPlanes,
      ServerCounters counters,
      List<EntryPoint> entryPoints,
      Guard guard,
      Witness witness,
      GuiOrigins origins) {
    this.origins = origins;
    this.counters = counters;
    this.guard = guard;
    this.witness = witness;
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
    Sender sender = Senders.of(servlet);
    Answer answer;
    if (isUnreadable(servlet)) {
      answer = UNREADABLE;
    } else {
      boolean tooLarge = servlet.getContentLengthLong() > MOST_BYTES;
      byte[] content;
      try {
        content = tooLarge ? new byte[0] : servlet.getInputStream().readNBytes(MOST_BYTES + 1);
      } catch (BadRequestException _) {
        return; // The server comes back with an error, for which alone it lets an answer through.
      }
      answer = answer(request(servlet, content, sender), tooLarge || content.length > MOST_BYTES);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    AnswerWriter.write(servlet, response, answer, origins, sender.requestId(), millis);
  }

  private static AdminRequest request(HttpServletRequest servlet, byte[] content, Sender sender) {
    String query = servlet.getQueryString();
    return AdminRequest.of(
        servlet.getMethod(),
        servlet.getRequestURI() + (query == null ? "" : "?" + query),
        servlet.getContentType() == null ? "" : servlet.getContentType(),
        content,
        servlet.getServerName(),
        sender);
  }

  /// An answer, and what the request turned out to be about.
  private record Served(Answer answer, UUID controlPlane, String workspace) {}

  /// Where a path leads: an endpoint, and whose configuration it is about.
  ///
  /// @param isThere whether there is such a workspace; without one the endpoint is not asked, but
  ///   whoever may not see a workspace is told the same of one that there is not
  private record Target(
      Endpoints.Match match,
      UUID controlPlane,
      String workspace,
      String prefix,
      List<String> path,
      boolean isThere) {}

  /// Answers a request from outside: finds out who it is from, lets them do what they may, and puts
  /// it on record, refused or not.
  private Answer answer(AdminRequest request, boolean tooLarge) {
    Caller caller = Caller.anonymous(request.sender().requestId());
    Served served;
    try {
      caller = guard.identify(request);
      if (tooLarge) {
        served = about(Answer.message(413, "Payload too large"));
      } else {
        Errand errand = new Errand(request, caller, controlPlanes.first(), Workspaces.DEFAULT);
        served = serve(errand);
        if (errand.isOnRecord(served.answer().status())) {
          return served.answer();
        }
      }
    } catch (RuntimeException problem) {
      served = about(AdminErrors.of(problem));
    }
    return witness.answered(
        request, caller, served.controlPlane(), served.workspace(), served.answer());
  }

  private Served serve(Errand errand) {
    Caller caller = errand.caller();
    return ScopedValue.where(Errand.CURRENT, errand)
        .call(() ->
            caller.run(
                () -> serve(errand.request(), errand.controlPlane(), errand.workspace(), caller)));
  }

  private Served about(Answer answer) {
    return new Served(answer, controlPlanes.first(), Workspaces.DEFAULT);
  }

  /// Answers a request within another one, such as an operation of a change set, in the name of who
  /// made that.
  ///
  /// @param workspace the workspace it is about when its path names none
  Answer answer(AdminRequest request, UUID controlPlane, String workspace) {
    Caller caller =
        Caller.current().orElseGet(() -> Caller.anonymous(request.sender().requestId()));
    return serve(request, controlPlane, workspace, caller).answer();
  }

  private Served serve(AdminRequest request, UUID controlPlane, String workspace, Caller caller) {
    Served nowhere = new Served(Answer.notFound(), controlPlane, workspace);
    try {
      Optional<Target> target = target(request.segments(), controlPlane, workspace);
      if (target.isEmpty()) {
        guard.check(
            caller,
            new Guard.Access(
                request.method(), "", request.segments(), List.of(), controlPlane, workspace));
        return nowhere;
      }
      UUID found = target.get().controlPlane();
      String about = target.get().isThere() ? target.get().workspace() : workspace;
      if (!EntityWrites.isWithin()) {
        Errand.current().ifPresent(errand -> errand.leads(found, about));
      }
      return new Served(answer(request, target.get(), caller), found, about);
    } catch (RuntimeException problem) {
      return new Served(AdminErrors.of(problem), controlPlane, workspace);
    }
  }

  private Answer answer(AdminRequest request, Target target, Caller caller) {
    try {
      Endpoints.Path path = target.match().path();
      boolean isOptions = request.method().equals("OPTIONS");
      if (isOptions && (target.isThere() || guard.asksWho())) {
        return Answer.noContent()
            .with("Allow", path.allow())
            .with("Access-Control-Allow-Methods", path.allow());
      }
      if (isOptions) {
        return Answer.notFound();
      }
      guard.check(
          caller,
          new Guard.Access(
              request.method(),
              path.pattern(),
              target.path(),
              target.match().parameters(),
              target.controlPlane(),
              target.workspace()));
      if (!target.isThere()) {
        return Answer.notFound();
      }
      Optional<Endpoint> endpoint = path.method(request.method());
      if (endpoint.isEmpty()) {
        // Kong looks at what a body claims to be before it looks for the method.
        Body.checkKind(request);
        return Answer.message(405, "Method not allowed");
      }
      return endpoint.get().answer(call(request, target, caller));
    } catch (RuntimeException problem) {
      return AdminErrors.of(problem);
    }
  }

  private static Call call(AdminRequest request, Target target, Caller caller) {
    boolean raw =
        ANY_BODY.contains(request.segments().isEmpty() ? "" : request.segments().getLast());
    int arguments = request.query().values().stream().mapToInt(List::size).sum();
    if (arguments > Body.MOST_ARGUMENTS) {
      throw new AdminErrors.Refused(Body.tooMany());
    }
    return new Call(
        request,
        target.controlPlane(),
        target.workspace(),
        target.prefix(),
        target.match().parameters(),
        raw ? Body.NONE : body(request),
        caller);
  }

  /// Whether this is the server's second try, after the body could not be read.
  private static boolean isUnreadable(HttpServletRequest servlet) {
    return servlet.getDispatcherType() == DispatcherType.ERROR
        && Integer.valueOf(400).equals(servlet.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
  }

  private static Body body(AdminRequest request) {
    if (Body.METHODS.contains(request.method())) {
      return Body.read(request.contentType(), request.content());
    }
    if (!request.method().equals("DELETE")) {
      return Body.NONE;
    }
    try {
      return Body.read(request.contentType(), request.content());
    } catch (Json.Malformed | Body.Unsupported _) {
      // Clients may say in a body what to take away, but nobody has to.
      return Body.NONE;
    }
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
    Optional<Endpoints.Match> plain = find(segments, entry.prefix());
    if (plain.isPresent() || segments.isEmpty()) {
      return plain.map(
          match -> new Target(match, controlPlane, workspace, entry.prefix(), segments, true));
    }
    String first = segments.getFirst();
    List<String> rest = segments.subList(1, segments.size());
    return find(rest, entry.prefix())
        .map(match ->
            new Target(
                match,
                controlPlane,
                first,
                entry.prefix() + "/" + first,
                rest,
                workspaces.exists(controlPlane, first)));
  }

  private Optional<Endpoints.Match> find(List<String> segments, String prefix) {
    return endpoints.find(segments).filter(match -> match.path().isAt(prefix));
  }
}
