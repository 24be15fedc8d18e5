package io.troop.proxy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/// Calls when the process is asked to end. The JDK's way to do so (`sun.misc.Signal`) is reached by
/// reflection, because its mere mention is a compiler warning.
final class Signals {

  private Signals() {}

  /// @param name such as `TERM`
  /// @return whether the virtual machine leaves this signal to programs; it keeps `QUIT` for itself
  ///   unless it runs with `-Xrs`
  static boolean handle(String name, Consumer<String> received) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      int id = System.identityHashCode(received);
      Object calling =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      received.accept(name);
                      yield null;
                    }
                    case "equals" -> arguments[0] instanceof Proxy && arguments[0].hashCode() == id;
                    case "hashCode" -> id;
                    default -> name;
                  });
      Object one = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, one, calling);
      return true;
    } catch (InvocationTargetException _) {
      return false;
    } catch (ReflectiveOperationException problem) {
      throw new IllegalStateException("signals can't be handled on this Java", problem);
    }
  }
}
