package io.troop.proxy.failure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The kinds of text the gateway can write an error in.
public enum MediaKind {
  JSON("application/json; charset=utf-8"),
  HTML("text/html; charset=utf-8"),
  XML("application/xml; charset=utf-8"),
  PLAIN("text/plain; charset=utf-8"),
  GRPC("application/grpc");

  private final String contentType;

  MediaKind(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /// The kind with the highest quality in an `Accept`, the first among equals; JSON when none of
  /// its types is known. A known rule of Kong: a type without a kind counts as JSON.
  static MediaKind accepted(@Nullable String accept) {
    MediaKind best = JSON;
    double quality = 0;
    if (accept == null) {
      return best;
    }
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      double q = 1;
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
        if (parameter.startsWith("q=")) {
          q = quality(parameter.substring(2).strip());
        }
      }
      String type = parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT);
      if (q > quality && type.contains("/")) {
        quality = q;
        best = of(type);
      }
    }
    return best;
  }

  private static double quality(String text) {
    try {
      double q = Double.parseDouble(text);
      return q >= 0 && q <= 1 ? q : 1;
    } catch (NumberFormatException _) {
      return 1;
    }
  }

  private static MediaKind of(String type) {
    return switch (type) {
      case "text/html" -> HTML;
      case "application/xml" -> XML;
      case "text/plain", "text/*" -> PLAIN;
      default -> JSON;
    };
  }
}
