package io.troop.plugins.grpcgateway;

import io.troop.protobuf.HttpRule;
import io.troop.protobuf.ProtoMethod;
import io.troop.protobuf.ProtoSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which HTTP requests call which methods. *Immutable and thread-safe.*
final class Bindings {
  private final List<Binding> bindings = new ArrayList<>();

  private record Binding(ProtoMethod method, HttpRule rule, PathTemplate path) {}

  /// What a request calls.
  ///
  /// @param body the field that the body is; `*` for the whole message; null for none
  record Called(ProtoMethod method, @Nullable String body, Map<String, String> variables) {}

  Bindings(ProtoSchema schema) {
    for (ProtoMethod method : schema.methods()) {
      for (HttpRule rule : method.rules()) {
        bindings.add(new Binding(method, rule, new PathTemplate(rule.path())));
      }
    }
  }

  /// What a request calls; of several that fit the first in the file.
  ///
  /// @throws IllegalArgumentException when nothing fits
  Called find(String httpMethod, String path) {
    String name = httpMethod.toLowerCase(Locale.ROOT);
    boolean known = false;
    for (Binding binding : bindings) {
      if (binding.rule.method().equals(name)) {
        known = true;
        Map<String, String> variables = binding.path.match(path);
        if (variables != null) {
          return new Called(binding.method, binding.rule.body(), variables);
        }
      }
    }
    throw new IllegalArgumentException(
        "failed to transcode .proto file "
            + (known ? "Unknown path \"" + path + "\"" : "Unknown method \"" + name + "\""));
  }
}
