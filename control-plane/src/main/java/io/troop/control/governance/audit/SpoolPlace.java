package io.troop.control.governance.audit;

import io.troop.control.ControlSettings;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/// Where files of entries are kept: a folder for each installation. *Immutable.*
///
/// @param folder empty when every entry is to be in the database before the answer
record SpoolPlace(Optional<Path> folder) {

  private static final Setting<String> FOLDER = Setting.text("troop_audit_spool", "on");

  /// @param installation the database's own id
  static SpoolPlace of(Settings settings, boolean isNeeded, UUID installation) {
    String wanted = settings.get(FOLDER).strip();
    if (!isNeeded || wanted.equals("off")) {
      return new SpoolPlace(Optional.empty());
    }
    Path parent =
        wanted.isEmpty() || wanted.equals("on")
            ? ControlSettings.home().resolve("audit-spool")
            : Path.of(wanted);
    Path folder = parent.resolve(installation.toString());
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new SpoolPlace(Optional.of(folder));
    } catch (IOException problem) {
      throw new SettingException(
          "troop_audit_spool: "
              + folder
              + " can't be made (expected: a folder that stays when the process is started again, on"
              + " for one in TROOP_HOME, or off): "
              + problem);
    }
  }

  @Override
  public String toString() {
    return folder.map(Path::toString).orElse("no folder");
  }
}
