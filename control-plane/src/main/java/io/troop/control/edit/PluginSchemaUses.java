package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.control.store.Stored;
import org.springframework.stereotype.Component;

/// The uploaded schema of a plugin can't be deleted while the plugin is configured anywhere.
@Component
class PluginSchemaUses implements Quirk {

  @Override
  public void beforeDelete(Draft draft, Stored schema) {
    Object name = schema.document().get("name");
    long uses =
        draft.all("plugins").stream()
            .filter(plugin -> String.valueOf(name).equals(plugin.document().get("name")))
            .count();
    if (uses > 0) {
      throw new EditException(
          new EditException.Reason.Used(
              schema.key(),
              "the schema of plugin '"
                  + name
                  + "' is in use by "
                  + uses
                  + (uses == 1 ? " plugin" : " plugins")
                  + " (expected: none; delete the plugins first)"));
    }
  }
}
