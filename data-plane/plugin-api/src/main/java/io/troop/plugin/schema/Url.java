package io.troop.plugin.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parts of a URL, found the lenient way of Kong's parser (`socket.url`): any text has parts.
/// *Immutable.*
///
/// @param scheme null for none
/// @param host null for none
/// @param port null for none; may be no number
/// @param path null for none
/// @param fragment null for none
public record Url(
    @Nullable String scheme,
    @Nullable String host,
    @Nullable String port,
    @Nullable String path,
    @Nullable String fragment) {

  private static final Pattern SCHEME = Pattern.compile("^([\\w][\\w+.-]*):");

  public static Url parse(String text) {
    String rest = text;
    String fragment = null;
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      fragment = rest.substring(hash + 1);
      rest = rest.substring(0, hash);
    }
    String scheme = null;
    Matcher matcher = SCHEME.matcher(rest);
    if (matcher.find()) {
      scheme = matcher.group(1);
      rest = rest.substring(matcher.end());
    }
    String authority = null;
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      int end = slash < 0 ? rest.length() : slash;
      authority = rest.substring(2, end);
      rest = rest.substring(end);
    }
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    return withAuthority(scheme, authority, path.isEmpty() ? null : path, fragment);
  }

  private static Url withAuthority(
      @Nullable String scheme,
      @Nullable String authority,
      @Nullable String path,
      @Nullable String fragment) {
    if (authority == null) {
      return new Url(scheme, null, null, path, fragment);
    }
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int question = host.indexOf('?');
    if (question >= 0) {
      host = host.substring(0, question);
    }
    String port = null;
    int colon = host.lastIndexOf(':');
    if (colon >= 0 && colon > host.lastIndexOf(']')) {
      port = host.substring(colon + 1);
      host = host.substring(0, colon);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new Url(
        scheme,
        host.isEmpty() ? null : host,
        port == null || port.isEmpty() ? null : port,
        path,
        fragment);
  }
}
