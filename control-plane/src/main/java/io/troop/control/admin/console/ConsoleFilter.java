package io.troop.control.admin.console;

import io.troop.settings.Settings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Requests that came to the console: below `/api` the Admin API, else the page. Requests of other
/// listeners pass untouched. *Thread-safe.*
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleFilter implements Filter {

  private static final String API = "/api";

  private final String base;
  private final ConsolePage page;

  ConsoleFilter(Settings settings, ConsolePage page) {
    String path = settings.get(ConsoleSettings.ADMIN_GUI_PATH);
    this.base = path.equals("/") ? "" : path;
    this.page = page;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(ConsoleServer.MARK) == null
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    String path = below(asked.getRequestURI(), base);
    if (path == null) {
      answer.sendRedirect(base + "/");
      return;
    }
    String operation = below(path, API);
    if (operation == null) {
      page.serve(path, asked, answer);
    } else if (comesFromElsewhere(asked)) {
      refuse(answer);
    } else {
      chain.doFilter(new Moved(asked, operation.isEmpty() ? "/" : operation), response);
    }
  }

  /// What follows a prefix of whole segments; null when the path begins otherwise.
  private static @Nullable String below(String path, String prefix) {
    boolean isBelow =
        path.startsWith(prefix)
            && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    return isBelow ? path.substring(prefix.length()) : null;
  }

  /// Whether a page of another site makes the request: it would act with the rights of whoever
  /// looks at that page.
  private static boolean comesFromElsewhere(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader("Origin");
    return origin != null && !origin.endsWith("://" + request.getHeader("Host"));
  }

  private static void refuse(HttpServletResponse answer) throws IOException {
    answer.setStatus(403);
    answer.setContentType("application/json; charset=utf-8");
    answer
        .getOutputStream()
        .write(
            "{\"message\":\"the request comes from a page of another site (expected: the console's own)\"}"
                .getBytes(StandardCharsets.UTF_8));
  }

  /// The request as if it had come to another path.
  private static final class Moved extends HttpServletRequestWrapper {

    private final String path;

    Moved(HttpServletRequest request, String path) {
      super(request);
      this.path = path;
    }

    @Override
    public String getRequestURI() {
      return path;
    }

    @Override
    public String getServletPath() {
      return path;
    }
  }
}
