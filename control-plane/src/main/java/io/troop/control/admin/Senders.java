package io.troop.control.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Reads who sent a request, and gives every request an id. *Stateless.*
final class Senders {

  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 32;
  private static final RandomGenerator RANDOM = new SecureRandom();

  private Senders() {}

  static Sender of(HttpServletRequest servlet) {
    Map<String, String> headers = new HashMap<>();
    for (String name : Collections.list(servlet.getHeaderNames())) {
      headers.put(
          name.toLowerCase(Locale.ROOT),
          String.join(",", Collections.list(servlet.getHeaders(name))));
    }
    return new Sender(
        servlet.getRemoteAddr(), servlet.isSecure(), Map.copyOf(headers), requestId());
  }

  static String requestId() {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
