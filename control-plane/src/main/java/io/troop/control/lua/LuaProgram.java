package io.troop.control.lua;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;

/// Lua code, compiled, that can be run. Every run starts afresh: it sees nothing of the runs before
/// it, and nothing but the functions of [BaseFunctions] and the module `kong.db.schema.typedefs`.
/// *Immutable and thread-safe.*
final class LuaProgram {

  static final String CHUNK = "schema.lua";

  private static final int MAX_SOURCE = 512 << 10;
  private static final String TYPEDEFS = "kong.db.schema.typedefs";
  private static final Pattern LUAJ_POSITION = Pattern.compile("^(" + CHUNK + ":\\d+) ");

  // Platform threads, because the memory that virtual ones use can't be measured. Few, so that
  // schemas that run to the end of their budget leave most of the machine to others.
  private static final ExecutorService THREADS =
      Executors.newFixedThreadPool(
          2, Thread.ofPlatform().daemon().name("schema-code-", 0).factory());

  private final Prototype code;
  private final Budget budget;

  private LuaProgram(Prototype code, Budget budget) {
    this.code = code;
    this.budget = budget;
  }

  static LuaProgram compile(String source, Budget budget) throws LuaFailure {
    if (source.length() > MAX_SOURCE) {
      throw new LuaFailure(
          "longer than " + (MAX_SOURCE >> 10) + " KB: " + source.length() + " characters");
    }
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && bytes[0] == 27) {
      throw new LuaFailure("compiled code (expected: the text of a Lua program)");
    }
    Prototype code = onThread(new Meter(budget), () -> parse(bytes));
    return new LuaProgram(Objects.requireNonNull(code), budget);
  }

  private static Prototype parse(byte[] source) throws IOException {
    Prototype code = LuaC.instance.compile(new ByteArrayInputStream(source), "=" + CHUNK);
    name(code);
    return code;
  }

  private static void name(Prototype code) {
    code.source = LuaValue.valueOf(CHUNK);
    for (Prototype inner : code.p) {
      name(inner);
    }
  }

  /// Runs the program, and gives its result to `use`, all within one budget.
  <T> @Nullable T run(Function<LuaValue, @Nullable T> use) throws LuaFailure {
    Meter meter = new Meter(budget);
    return onThread(
        meter,
        () -> {
          Globals globals = globals(meter);
          return use.apply(new LuaClosure(code, globals).call());
        });
  }

  private static Globals globals(Meter meter) {
    Globals globals = new Globals();
    BaseFunctions.install(globals);
    globals.set("require", new LibraryFunction(arguments -> require(arguments.checkjstring(1))));
    LuaTable watcher = new LuaTable();
    watcher.set(
        LuaValue.INDEX,
        new LibraryFunction(arguments -> {
          meter.missed(arguments.arg(2).tojstring());
          return LuaValue.NIL;
        }));
    globals.setmetatable(watcher);
    globals.debuglib = meter;
    // Leaves messages as they are, in place of LuaJ's default, a stack trace behind them.
    globals.running.errorfunc = new LibraryFunction(arguments -> arguments.arg1());
    return globals;
  }

  private static LuaValue require(String module) {
    if (module.equals(TYPEDEFS)) {
      return TypedefTables.table();
    }
    throw new LuaError(
        "module '" + module + "' is not available to a schema (expected: " + TYPEDEFS + ")");
  }

  private static <T> @Nullable T onThread(Meter meter, Callable<@Nullable T> work)
      throws LuaFailure {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Future<?> running =
        THREADS.submit(() ->
            meter.during(() -> {
              try {
                result.set(work.call());
              } catch (Exception | Budget.Exceeded | StackOverflowError e) {
                failure.set(e);
              }
            }));
    try {
      running.get();
    } catch (InterruptedException e) {
      running.cancel(true);
      Thread.currentThread().interrupt();
      throw new LuaFailure("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new LuaFailure(explain(thrown, meter.missingGlobal()));
    }
    return result.get();
  }

  private static String explain(Throwable thrown, @Nullable String missingGlobal) {
    return switch (thrown) {
      case Budget.Exceeded exceeded -> "the code " + exceeded.getMessage();
      case StackOverflowError _ -> "the code nests too deep";
      case LuaError error -> {
        LuaValue message = BaseFunctions.message(error);
        String text =
            message.isstring()
                ? LUAJ_POSITION.matcher(LuaDocuments.text(message)).replaceFirst("$1: ")
                : "an error of type " + message.typename();
        yield missingGlobal != null && text.contains("nil value")
            ? text
                + " (there is no '"
                + missingGlobal
                + "' for a schema, which has neither input and output nor a gateway)"
            : text;
      }
      default -> String.valueOf(thrown.getMessage());
    };
  }
}
