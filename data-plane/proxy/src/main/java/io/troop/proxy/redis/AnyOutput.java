package io.troop.proxy.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whatever a command answers: a number, a text, or a list of these. *Confined to one command.*
final class AnyOutput extends CommandOutput<String, String, Object> {
  private final Deque<Part> open = new ArrayDeque<>();

  @SuppressWarnings("NullAway") // Lettuce's outputs begin as null.
  AnyOutput() {
    super(StringCodec.UTF8, null);
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    add(bytes == null ? null : codec.decodeValue(bytes));
  }

  @Override
  public void setSingle(@Nullable ByteBuffer bytes) {
    set(bytes);
  }

  @Override
  public void set(long integer) {
    add(integer);
  }

  @Override
  public void set(double number) {
    add(number);
  }

  @Override
  public void set(boolean value) {
    add(value);
  }

  @Override
  public void multi(int count) {
    if (count < 0) {
      add(null);
      return;
    }
    List<@Nullable Object> list = new ArrayList<>(count);
    add(list);
    if (count > 0) {
      open.push(new Part(list, count));
    }
  }

  @SuppressWarnings("NullAway")
  private void add(@Nullable Object value) {
    Part part = open.peek();
    if (part == null) {
      output = value;
      return;
    }
    part.list().add(value);
    if (part.list().size() == part.count()) {
      open.pop();
    }
  }

  private record Part(List<@Nullable Object> list, int count) {}
}
