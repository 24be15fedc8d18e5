package io.troop.proxy.http;

import io.troop.plugin.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Header lines as one block of bytes with offsets. Names and values become texts only when
/// somebody asks; an edit marks a line as removed or appends one at the end of the block; writing
/// copies whole ranges.
///
/// *Confined to one exchange.*
public final class HeaderBlock implements Headers.Mutable {

  /// Per line: start of the name, its end, start of the value, its end, end of the line.
  private static final int STRIDE = 5;

  /// Lines that an edited block takes before its tables grow: some ten are the gateway's own, and
  /// plugins that tell the upstream of the client add four or five.
  private static final int ROOM_FOR_EDITS = 20;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int end;
  private int[] offsets;
  private @Nullable KnownHeader[] known;
  private int count;
  private int removed;

  /// An empty block.
  public HeaderBlock() {
    this(new byte[512], 0);
  }

  /// A block whose lines are still to be added by [#line].
  HeaderBlock(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
    this.offsets = new int[STRIDE * 16];
    this.known = new KnownHeader[16];
  }

  private HeaderBlock(HeaderBlock other, int room) {
    bytes = other.bytes;
    end = other.end;
    offsets = Arrays.copyOf(other.offsets, STRIDE * room);
    known = Arrays.copyOf(other.known, room);
    count = other.count;
    removed = other.removed;
  }

  /// A block with the same lines, to be edited. Only one of the two may be edited: they share
  /// bytes.
  public HeaderBlock edited() {
    return new HeaderBlock(this, count + ROOM_FOR_EDITS);
  }

  /// Bytes once written stay as they are, so that only the lines have to be copied.
  @Override
  public Headers snapshot() {
    return new HeaderBlock(this, count);
  }

  /// Takes over a line that lies in this block's bytes.
  @Nullable KnownHeader line(
      int nameStart, int nameEnd, int valueStart, int valueEnd, int lineEnd) {
    KnownHeader name = KnownHeader.of(bytes, nameStart, nameEnd);
    line(name, nameStart, nameEnd, valueStart, valueEnd, lineEnd);
    return name;
  }

  private void line(
      @Nullable KnownHeader name,
      int nameStart,
      int nameEnd,
      int valueStart,
      int valueEnd,
      int lineEnd) {
    if (count == known.length) {
      offsets = Arrays.copyOf(offsets, offsets.length * 2);
      known = Arrays.copyOf(known, count * 2);
    }
    int at = count * STRIDE;
    offsets[at] = nameStart;
    offsets[at + 1] = nameEnd;
    offsets[at + 2] = valueStart;
    offsets[at + 3] = valueEnd;
    offsets[at + 4] = lineEnd;
    known[count++] = name;
  }

  // Lines by number, for those who walk through all of them.

  /// Number of places for lines; some of them may hold a removed line.
  public int places() {
    return count;
  }

  public boolean isRemoved(int place) {
    return offsets[place * STRIDE] < 0;
  }

  /// What the gateway knows this line's name as; null for other names.
  public @Nullable KnownHeader known(int place) {
    return known[place];
  }

  public void removeAt(int place) {
    if (!isRemoved(place)) {
      offsets[place * STRIDE] = -1;
      removed++;
    }
  }

  public String nameAt(int place) {
    return Ascii.text(bytes, offsets[place * STRIDE], offsets[place * STRIDE + 1]);
  }

  public String valueAt(int place) {
    return Ascii.text(bytes, offsets[place * STRIDE + 2], offsets[place * STRIDE + 3]);
  }

  /// The place of the first line of this name at or after `from`; -1 when there is none.
  public int find(KnownHeader name, int from) {
    for (int place = from; place < count; place++) {
      if (known[place] == name && !isRemoved(place)) {
        return place;
      }
    }
    return -1;
  }

  private int find(CharSequence given, int from) {
    String name = given.toString();
    int length = name.length();
    for (int place = from; place < count; place++) {
      int start = offsets[place * STRIDE];
      if (offsets[place * STRIDE + 1] - start == length
          && start >= 0
          && Ascii.equalsIgnoreCase(bytes, start, name)) {
        return place;
      }
    }
    return -1;
  }

  /// Whether the line's value equals a text of lower case, whatever its own case.
  public boolean valueEquals(int place, byte[] lower) {
    return Ascii.equalsIgnoreCase(
        bytes, offsets[place * STRIDE + 2], offsets[place * STRIDE + 3], lower);
  }

  byte[] bytes() {
    return bytes;
  }

  int valueStart(int place) {
    return offsets[place * STRIDE + 2];
  }

  int valueEnd(int place) {
    return offsets[place * STRIDE + 3];
  }

  public @Nullable String get(KnownHeader name) {
    int place = find(name, 0);
    return place < 0 ? null : valueAt(place);
  }

  public boolean contains(KnownHeader name) {
    return find(name, 0) >= 0;
  }

  public void remove(KnownHeader name) {
    for (int place = find(name, 0); place >= 0; place = find(name, place + 1)) {
      removeAt(place);
    }
  }

  @Override
  public @Nullable String get(CharSequence name) {
    int place = find(name, 0);
    return place < 0 ? null : valueAt(place);
  }

  @Override
  public List<String> all(CharSequence name) {
    int place = find(name, 0);
    if (place < 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(2);
    for (; place >= 0; place = find(name, place + 1)) {
      values.add(valueAt(place));
    }
    return values;
  }

  @Override
  public boolean contains(CharSequence name) {
    return find(name, 0) >= 0;
  }

  @Override
  public void forEach(BiConsumer<String, String> line) {
    for (int place = 0; place < count; place++) {
      if (!isRemoved(place)) {
        line.accept(nameAt(place), valueAt(place));
      }
    }
  }

  @Override
  public int size() {
    return count - removed;
  }

  @Override
  public void set(CharSequence name, CharSequence value) {
    remove(name);
    add(name, value);
  }

  @Override
  public void remove(CharSequence name) {
    for (int place = find(name, 0); place >= 0; place = find(name, place + 1)) {
      removeAt(place);
    }
  }

  @Override
  public void add(CharSequence name, CharSequence value) {
    int start = end;
    put(name);
    int nameEnd = end;
    put((byte) ':');
    put((byte) ' ');
    int valueStart = end;
    put(value);
    finish(KnownHeader.of(bytes, start, nameEnd), start, nameEnd, valueStart);
  }

  public void set(KnownHeader name, CharSequence value) {
    remove(name);
    add(name, value);
  }

  public void add(KnownHeader name, CharSequence value) {
    int start = begin(name);
    int valueStart = end;
    put(value);
    finish(name, start, valueStart - 2, valueStart);
  }

  public void add(KnownHeader name, byte[] value) {
    add(name, value, 0, value.length);
  }

  /// Appends a line whose value is a range of bytes known to be harmless.
  public void add(KnownHeader name, byte[] value, int from, int to) {
    int start = begin(name);
    int valueStart = end;
    put(value, from, to);
    finish(name, start, valueStart - 2, valueStart);
  }

  public void add(KnownHeader name, long value) {
    int start = begin(name);
    int valueStart = end;
    putDecimal(value);
    finish(name, start, valueStart - 2, valueStart);
  }

  /// Appends a line whose value is that of another line followed by `, ` and a text.
  public void addAppended(KnownHeader name, int place, byte[] more) {
    int start = begin(name);
    int valueStart = end;
    put(bytes, offsets[place * STRIDE + 2], offsets[place * STRIDE + 3]);
    put((byte) ',');
    put((byte) ' ');
    put(more, 0, more.length);
    finish(name, start, valueStart - 2, valueStart);
  }

  private int begin(KnownHeader name) {
    int start = end;
    byte[] line = name.lineStart();
    put(line, 0, line.length);
    return start;
  }

  private void finish(@Nullable KnownHeader name, int start, int nameEnd, int valueStart) {
    int valueEnd = end;
    put((byte) '\r');
    put((byte) '\n');
    line(name, start, nameEnd, valueStart, valueEnd, end);
  }

  private void room(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more));
    }
  }

  private void put(byte b) {
    room(1);
    bytes[end++] = b;
  }

  private void put(byte[] from, int start, int stop) {
    int length = stop - start;
    room(length);
    System.arraycopy(from, start, bytes, end, length);
    end += length;
  }

  private void put(CharSequence given) {
    String text = given.toString();
    int length = text.length();
    room(length);
    byte[] to = bytes;
    int at = end;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x80) {
        end = at;
        putEncoded(text.substring(i));
        return;
      }
      to[at++] = (byte) c;
    }
    end = at;
  }

  private void putEncoded(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    room(encoded.length * 3);
    for (byte b : encoded) {
      putHarmless(b);
    }
  }

  /// A line break in a value, whoever it came from, must not begin a new line: it is escaped, as
  /// OpenResty does.
  private void putHarmless(byte b) {
    if (b == '\r' || b == '\n' || b == 0) {
      put((byte) '%');
      put(HEX[b >> 4]);
      put(HEX[b & 15]);
    } else {
      put(b);
    }
  }

  private void putDecimal(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("value: " + value + " (expected: >= 0)");
    }
    room(20);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = end + digits - 1; i >= end; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += digits;
  }

  /// Writes all lines, each with its line break; lines that lie side by side in one go.
  public void writeTo(HeadBuffer out) {
    int place = 0;
    while (place < count) {
      if (isRemoved(place)) {
        place++;
        continue;
      }
      int from = offsets[place * STRIDE];
      int to = offsets[place * STRIDE + 4];
      place++;
      while (place < count && offsets[place * STRIDE] == to) {
        to = offsets[place * STRIDE + 4];
        place++;
      }
      out.put(bytes, from, to);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
