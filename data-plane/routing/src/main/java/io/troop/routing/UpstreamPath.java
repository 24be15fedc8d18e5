package io.troop.routing;

import org.jspecify.annotations.Nullable;

/// The path a service is asked for: Kong's `path_handling` v0, which all its routers but the
/// `traditional` one use whatever the route says, and v1.
final class UpstreamPath {
  private UpstreamPath() {}

  /// @param base the service's path; null for none
  /// @param path the request's path in normal form
  /// @param prefixLength how many chars of `path` the route matched; ignored without `strip`
  /// @return the path, not yet escaped
  static String of(@Nullable String base, String path, boolean strip, int prefixLength) {
    String before = base == null ? "/" : base;
    if (!strip) {
      return unstripped(before, path);
    }
    // A route without paths matches nothing of the path, yet the slash is taken for the prefix.
    String rest = withoutDots(path.substring(Math.min(path.length(), Math.max(prefixLength, 1))));
    return before.endsWith("/") ? afterSlash(before, path, rest) : afterName(before, path, rest);
  }

  /// The same by v1: what is left of the path is put behind the service's path as it is.
  static String v1(@Nullable String base, String path, boolean strip, int prefixLength) {
    String before = base == null ? "/" : base;
    if (!strip) {
      return before + path.substring(Math.min(1, path.length()));
    }
    String rest = withoutDots(path.substring(Math.min(path.length(), Math.max(prefixLength, 1))));
    return before.endsWith("/") && rest.startsWith("/")
        ? before.substring(0, before.length() - 1) + rest
        : before + rest;
  }

  private static String unstripped(String base, String path) {
    if (base.endsWith("/")) {
      return base.length() == 1 ? path : base + path.substring(Math.min(1, path.length()));
    }
    return path.equals("/") ? base : base + path;
  }

  private static String afterSlash(String base, String path, String rest) {
    if (rest.isEmpty()) {
      boolean keep = base.length() == 1 || path.endsWith("/");
      return keep ? base : base.substring(0, base.length() - 1);
    }
    if (rest.charAt(0) == '/') {
      return base.length() == 1 ? rest : base.substring(0, base.length() - 1) + rest;
    }
    return base + rest;
  }

  private static String afterName(String base, String path, String rest) {
    if (rest.isEmpty()) {
      return path.length() > 1 && path.endsWith("/") ? base + "/" : base;
    }
    return rest.charAt(0) == '/' ? base + rest : base + "/" + rest;
  }

  /// A rest such as `../x` must not climb out of the service's path.
  private static String withoutDots(String rest) {
    if (rest.isEmpty() || rest.charAt(0) != '.') {
      return rest;
    }
    if (rest.equals(".") || rest.equals("..")) {
      return "";
    }
    if (rest.startsWith("./")) {
      return rest.substring(2);
    }
    return rest.startsWith("../") ? rest.substring(3) : rest;
  }
}
