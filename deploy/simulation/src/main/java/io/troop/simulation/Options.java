package io.troop.simulation;

import java.util.List;
import java.util.Set;

/// What is to be simulated. *Immutable.*
///
/// @param slow share of nodes that take a quarter of a second to apply anything
/// @param rejecting share of nodes that refuse every change
/// @param old share of nodes of version 3.8.0
/// @param flapping share of nodes that drop their connection once while changes are made
record Options(
    int nodes,
    int entities,
    int changes,
    double slow,
    double rejecting,
    double old,
    double flapping,
    boolean restarts) {

  static Options of(List<String> arguments) {
    Options options = new Options(1000, 10_000, 100, 0, 0, 0, 0, true);
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      String value = parts.length == 2 ? parts[1] : "";
      options = options.with(parts[0], value);
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--nodes" ->
          new Options(
              number(name, value), entities, changes, slow, rejecting, old, flapping, restarts);
      case "--entities" ->
          new Options(
              nodes, number(name, value), changes, slow, rejecting, old, flapping, restarts);
      case "--changes" ->
          new Options(
              nodes, entities, number(name, value), slow, rejecting, old, flapping, restarts);
      case "--slow" ->
          new Options(
              nodes, entities, changes, share(name, value), rejecting, old, flapping, restarts);
      case "--rejecting" ->
          new Options(nodes, entities, changes, slow, share(name, value), old, flapping, restarts);
      case "--old" ->
          new Options(
              nodes, entities, changes, slow, rejecting, share(name, value), flapping, restarts);
      case "--flapping" ->
          new Options(nodes, entities, changes, slow, rejecting, old, share(name, value), restarts);
      case "--no-restart" ->
          new Options(nodes, entities, changes, slow, rejecting, old, flapping, false);
      default ->
          throw new IllegalArgumentException(
              name
                  + " (expected: one of "
                  + Set.of(
                      "--nodes=N",
                      "--entities=N",
                      "--changes=N",
                      "--slow=SHARE",
                      "--rejecting=SHARE",
                      "--old=SHARE",
                      "--flapping=SHARE",
                      "--no-restart")
                  + ")");
    };
  }

  private static int number(String name, String value) {
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw new IllegalArgumentException(name + ": \"" + value + "\" (expected: a number from 1)");
    }
    return Integer.parseInt(value);
  }

  private static double share(String name, String value) {
    if (!value.matches("0(\\.[0-9]+)?|1")) {
      throw new IllegalArgumentException(
          name + ": \"" + value + "\" (expected: 0 to 1, such as 0.05)");
    }
    return Double.parseDouble(value);
  }
}
