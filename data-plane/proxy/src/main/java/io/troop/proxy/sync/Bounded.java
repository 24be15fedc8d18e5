package io.troop.proxy.sync;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that ends with an error where it should have ended: what unpacks to more than was
/// announced could fill the memory. *Confined to one thread.*
final class Bounded extends FilterInputStream {

  private final long most;
  private long left;

  Bounded(InputStream in, long most) {
    super(in);
    this.most = most;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      count(1);
    }
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    // One more than is left shows that there is more.
    int read = super.read(bytes, offset, (int) Math.min(length, left + 1));
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, left + 1));
    count(skipped);
    return skipped;
  }

  private void count(long read) throws IOException {
    left -= read;
    if (left < 0) {
      throw new IOException("more than " + most + " bytes (expected: no more, as its header says)");
    }
  }
}
