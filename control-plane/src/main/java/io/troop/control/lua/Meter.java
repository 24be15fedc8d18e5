package io.troop.control.lua;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.DebugLib;

/// Watches one run of Lua code and ends it when it uses more than its budget. LuaJ calls it before
/// each instruction. *Confined to the run's platform thread*: the memory of virtual threads can't
/// be measured.
final class Meter extends DebugLib {

  private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final ScopedValue<Meter> CURRENT = ScopedValue.newInstance();
  private static final int MEMORY_CHECK_STEPS = 32;

  private final Budget budget;
  private final List<Frame> frames = new ArrayList<>();
  private long steps;
  private long nextMemoryCheck;
  private long bytesAtStart;
  private @Nullable String missingGlobal;

  Meter(Budget budget) {
    this.budget = budget;
  }

  /// One call of a Lua function that has not returned. `pc` is where it is.
  private static final class Frame {
    private final @Nullable LuaClosure closure;
    private final LuaValue[] stack;
    private int pc;

    Frame(@Nullable LuaClosure closure, LuaValue[] stack) {
      this.closure = closure;
      this.stack = stack;
    }
  }

  /// The meter of the run on this thread.
  ///
  /// @throws IllegalStateException outside of a run
  static Meter current() {
    return CURRENT.orElseThrow(() -> new IllegalStateException("Lua code outside of a run"));
  }

  /// Measures what the run does on this thread.
  void during(Runnable run) {
    bytesAtStart = MEMORY.getCurrentThreadAllocatedBytes();
    ScopedValue.where(CURRENT, this).run(run);
  }

  /// Work done by a library function.
  void charge(long work) {
    steps += work;
    if (steps > budget.steps()) {
      throw new Budget.Exceeded("ran for more than " + budget.steps() + " steps");
    }
    if (steps >= nextMemoryCheck) {
      nextMemoryCheck = steps + MEMORY_CHECK_STEPS;
      if (MEMORY.getCurrentThreadAllocatedBytes() - bytesAtStart > budget.bytes()) {
        throw new Budget.Exceeded("used more than " + (budget.bytes() >> 20) + " MB of memory");
      }
    }
  }

  /// A text of this length is about to be made.
  void chargeText(long bytes) {
    chargeText(0, bytes);
  }

  /// A text of this length is about to grow.
  void chargeText(long bytes, long more) {
    if (bytes + more > budget.textBytes()) {
      throw new Budget.Exceeded("made a text of more than " + (budget.textBytes() >> 10) + " KB");
    }
    charge(1 + more / 64);
  }

  /// Notes that the code asked for a global that is not there, to explain the error that follows.
  void missed(String global) {
    missingGlobal = global;
  }

  @Nullable String missingGlobal() {
    return missingGlobal;
  }

  /// Where the Lua function at this level is (1: the innermost), as `schema.lua:12: `; empty when
  /// not known.
  String position(int level) {
    int index = frames.size() - level;
    Frame frame = level < 1 || index < 0 ? null : frames.get(index);
    if (frame == null || frame.closure == null) {
      return "";
    }
    int[] lines = frame.closure.p.lineinfo;
    return frame.closure.p.source.tojstring()
        + ":"
        + (lines != null && frame.pc < lines.length ? lines[frame.pc] : "?")
        + ": ";
  }

  @Override
  public void onCall(LuaFunction function) {
    enter(new Frame(null, new LuaValue[0]));
  }

  @Override
  public void onCall(LuaClosure closure, Varargs arguments, LuaValue[] stack) {
    enter(new Frame(closure, stack));
  }

  private void enter(Frame frame) {
    if (frames.size() >= budget.depth()) {
      throw new Budget.Exceeded("nested more than " + budget.depth() + " calls");
    }
    frames.add(frame);
  }

  @Override
  public void onReturn() {
    frames.removeLast();
  }

  @Override
  public void onInstruction(int pc, Varargs varargs, int top) {
    Frame frame = frames.getLast();
    frame.pc = pc;
    charge(1);
    LuaClosure closure = frame.closure;
    if (closure != null && Lua.GET_OPCODE(closure.p.code[pc]) == Lua.OP_CONCAT) {
      beforeConcatenation(frame.stack, closure.p.code[pc]);
    }
  }

  /// Bounds the result, and puts numbers in the spelling that Lua gives them: LuaJ rounds fractions
  /// to single precision. The operands are the instruction's own temporaries.
  private void beforeConcatenation(LuaValue[] stack, int instruction) {
    long bytes = 0;
    for (int i = Lua.GETARG_B(instruction); i <= Lua.GETARG_C(instruction); i++) {
      if (stack[i] instanceof LuaNumber number) {
        stack[i] = LuaNumbers.text(number);
      }
      bytes += stack[i].isstring() ? stack[i].rawlen() : 0;
    }
    chargeText(bytes);
  }

  @Override
  public String traceback(int level) {
    return "";
  }
}
