package io.troop.plugin.schema;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A change to a document that has been found right, before it is stored, such as hashing a
/// password. *Immutable.* It takes place when all of its inputs are among what the caller gave.
///
/// @param inputs the paths of the fields it turns into something else
/// @param needs the paths of further fields it looks at; a caller who changes one has to give the
///   inputs, too, and who changes an input those that are no ids of other entities
/// @param onWrite gets the values of inputs and needs, in this order; returns the fields to replace
public record Transformation(
    List<String> inputs,
    List<String> needs,
    Function<List<Object>, Map<String, @Nullable Object>> onWrite) {

  public Transformation {
    inputs = List.copyOf(inputs);
    needs = List.copyOf(needs);
  }
}
