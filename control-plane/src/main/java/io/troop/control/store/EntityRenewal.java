package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.control.keys.KeyRing;
import io.troop.control.keys.Renewal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Encrypts the secrets of entities and of their history anew, a page at a time. What a document
/// says, and so its hash, stays what it was.
@Component
class EntityRenewal implements Renewal {

  private static final int PAGE = 500;
  private static final String SECRET = "'%" + EncryptedFields.MARK + "%'";

  private final JdbcTemplate jdbc;
  private final SecretFields secrets;
  private final KeyRing ring;

  EntityRenewal(JdbcTemplate jdbc, SecretFields secrets, KeyRing ring) {
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.ring = ring;
  }

  private record Current(UUID controlPlane, String kind, UUID id, String document) {}

  private record Past(
      UUID controlPlane,
      long revision,
      int position,
      String kind,
      @Nullable String before,
      @Nullable String after) {}

  @Override
  public long renew() {
    return current() + past();
  }

  private long current() {
    long changed = 0;
    Current last = new Current(new UUID(0, 0), "", new UUID(0, 0), "");
    while (true) {
      List<Current> page =
          jdbc.query(
              "select control_plane, kind, id, document::text from entity"
                  + " where (control_plane, kind, id) > (?, ?, ?) and document::text like "
                  + SECRET
                  + " order by control_plane, kind, id limit ?",
              (row, _) ->
                  new Current(
                      row.getObject(1, UUID.class),
                      row.getString(2),
                      row.getObject(3, UUID.class),
                      row.getString(4)),
              last.controlPlane(),
              last.kind(),
              last.id(),
              PAGE);
      for (Current row : page) {
        if (!isNewest(row.document())) {
          // What somebody else wrote meanwhile is encrypted with the newest key already.
          changed +=
              jdbc.update(
                  "update entity set document = ?::jsonb where control_plane = ? and kind = ?"
                      + " and id = ? and document = ?::jsonb",
                  renewed(row.controlPlane(), row.kind(), row.document()),
                  row.controlPlane(),
                  row.kind(),
                  row.id(),
                  row.document());
        }
      }
      if (page.size() < PAGE) {
        return changed;
      }
      last = page.getLast();
    }
  }

  private long past() {
    long changed = 0;
    Past last = new Past(new UUID(0, 0), 0, 0, "", null, null);
    while (true) {
      List<Past> page =
          jdbc.query(
              "select control_plane, revision, position, kind, before::text, after::text from change"
                  + " where (control_plane, revision, position) > (?, ?, ?)"
                  + " and (before::text like "
                  + SECRET
                  + " or after::text like "
                  + SECRET
                  + ") order by control_plane, revision, position limit ?",
              (row, _) ->
                  new Past(
                      row.getObject(1, UUID.class),
                      row.getLong(2),
                      row.getInt(3),
                      row.getString(4),
                      row.getString(5),
                      row.getString(6)),
              last.controlPlane(),
              last.revision(),
              last.position(),
              PAGE);
      for (Past row : page) {
        if (!isNewest(row.before()) || !isNewest(row.after())) {
          changed +=
              jdbc.update(
                  "update change set before = ?::jsonb, after = ?::jsonb"
                      + " where control_plane = ? and revision = ? and position = ?",
                  row.before() == null
                      ? null
                      : renewed(row.controlPlane(), row.kind(), row.before()),
                  row.after() == null ? null : renewed(row.controlPlane(), row.kind(), row.after()),
                  row.controlPlane(),
                  row.revision(),
                  row.position());
        }
      }
      if (page.size() < PAGE) {
        return changed;
      }
      last = page.getLast();
    }
  }

  private boolean isNewest(@Nullable String document) {
    String newest = EncryptedFields.MARK + ring.newestInBase64();
    return document == null || count(document, newest) == count(document, EncryptedFields.MARK);
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private String renewed(UUID controlPlane, String kind, String document) {
    Map<String, @Nullable Object> plain =
        secrets.reveal(controlPlane, kind, Json.object(Objects.requireNonNull(document)));
    return Json.text(secrets.hide(controlPlane, kind, plain));
  }
}
