package io.troop.protobuf;

import io.troop.plugin.schema.annotation.Validator;
import org.jspecify.annotations.Nullable;

/// Checks what a `proto` field holds as far as any machine can: the text of a `.proto` file is
/// read; the name of one is left to the nodes, which have it or not. *Without state.*
public final class ProtoText implements Validator {

  @Override
  public @Nullable String violation(Object value) {
    String source = String.valueOf(value);
    if (!ProtoSources.isText(source)) {
      return null;
    }
    try {
      ProtoSchema.load(source);
      return null;
    } catch (ProtoException e) {
      return e.getMessage();
    }
  }
}
