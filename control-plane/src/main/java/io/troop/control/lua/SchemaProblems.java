package io.troop.control.lua;

import java.util.ArrayList;
import java.util.List;

/// What is found wrong while a schema is read. *Confined to one reading.*
final class SchemaProblems {

  private static final int MAX = 50;

  private final List<UploadedSchema.Problem> found = new ArrayList<>();

  void add(String path, String reason) {
    if (found.size() < MAX) {
      found.add(new UploadedSchema.Problem(path, reason));
    }
  }

  List<UploadedSchema.Problem> found() {
    return List.copyOf(found);
  }
}
