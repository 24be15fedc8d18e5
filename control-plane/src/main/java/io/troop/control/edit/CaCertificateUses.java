package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.control.store.Stored;
import java.util.List;
import org.springframework.stereotype.Component;

/// Services and plugins name CA certificates by bare ids in a list, which is no reference: nothing
/// checks it when they are written, but a CA certificate in use can't be deleted.
@Component
class CaCertificateUses implements Quirk {

  @Override
  public void beforeDelete(Draft draft, Stored certificate) {
    String id = certificate.id().toString();
    for (String kind : List.of("services", "plugins")) {
      for (Stored user : draft.all(kind)) {
        Object list =
            kind.equals("services")
                ? user.document().get("ca_certificates")
                : user.document().get("config") instanceof java.util.Map<?, ?> config
                    ? config.get("ca_certificates")
                    : null;
        if (list instanceof List<?> ids && ids.contains(id)) {
          throw new EditException(
              new EditException.Reason.Used(
                  certificate.key(),
                  "ca certificate "
                      + id
                      + " is still referenced by "
                      + kind
                      + " (id = "
                      + user.id()
                      + ")"));
        }
      }
    }
  }
}
