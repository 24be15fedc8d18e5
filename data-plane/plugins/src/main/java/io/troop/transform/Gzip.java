package io.troop.transform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Bodies whose `Content-Encoding` is gzip. *Stateless.*
public final class Gzip {
  private Gzip() {}

  /// What was packed.
  ///
  /// @param limit the most bytes it may be
  /// @throws IOException when it is no gzip, or longer
  public static byte[] unpacked(byte[] packed, int limit) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] bytes = in.readNBytes(limit);
      if (in.read() >= 0) {
        throw new IOException("a packed body is longer than " + limit + " bytes");
      }
      return bytes;
    }
  }

  public static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 32);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
