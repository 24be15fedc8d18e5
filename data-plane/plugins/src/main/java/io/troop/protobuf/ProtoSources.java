package io.troop.protobuf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the files that a `.proto` file needs: beside it, in Kong's directories, and those that
/// everybody has. *Confined to one call.*
final class ProtoSources {
  private static final List<Path> DIRECTORIES =
      List.of(Path.of("/usr/local/kong/include"), Path.of("/usr/include"));

  private final @Nullable Path beside;
  private final Map<String, ProtoFile> files = new LinkedHashMap<>();
  private final String main;

  ProtoSources(String source) {
    if (isText(source)) {
      beside = null;
      main = "";
      add(main, ProtoParser.parse("proto", source));
    } else {
      Path file = path(source).toAbsolutePath();
      beside = file.getParent();
      main = file.getFileName().toString();
      add(main, ProtoParser.parse(source, read(file)));
    }
  }

  /// Whether this is what a file says, and not its name.
  static boolean isText(String source) {
    return source.indexOf(';') >= 0 || source.indexOf('{') >= 0;
  }

  private static Path path(String source) {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      throw new ProtoException("'" + source + "' is no name of a file", e);
    }
  }

  private void add(String name, ProtoFile file) {
    files.put(name, file);
    for (ProtoFile.Import wanted : file.imports()) {
      if (!files.containsKey(wanted.path())) {
        add(wanted.path(), ProtoParser.parse(wanted.path(), imported(wanted.path())));
      }
    }
  }

  private String imported(String name) {
    List<Path> places = new ArrayList<>();
    if (beside != null) {
      places.add(beside);
    }
    places.addAll(DIRECTORIES);
    for (Path place : places) {
      Path file = place.resolve(name).normalize();
      if (file.startsWith(place) && Files.isRegularFile(file)) {
        return read(file);
      }
    }
    String known = KnownProtos.text(name);
    if (known == null) {
      throw new ProtoException("import \"" + name + "\" is in none of " + places);
    }
    return known;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ProtoException(
          file + " can't be read (expected: a .proto file on this machine): " + e.getMessage(), e);
    }
  }

  /// The file and all it needs.
  List<ProtoFile> all() {
    return List.copyOf(files.values());
  }

  /// The files whose services count: the file itself and what it imports publicly.
  List<ProtoFile> offered() {
    List<ProtoFile> offered = new ArrayList<>();
    offer(main, offered);
    return offered;
  }

  private void offer(String name, List<ProtoFile> offered) {
    ProtoFile file = files.get(name);
    if (file == null || offered.contains(file)) {
      return;
    }
    file.imports().stream().filter(ProtoFile.Import::shared).forEach(i -> offer(i.path(), offered));
    offered.add(file);
  }
}
