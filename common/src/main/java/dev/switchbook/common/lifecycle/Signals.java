package dev.switchbook.common.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Takes over a signal of the operating system.
 *
 * <p>{@code sun.misc.Signal} is the only door to it, and is exported for that use by {@code jdk.unsupported} (JEP 260).
 * It is called by reflection because javac's warning about it cannot be suppressed and warnings fail the build.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs {@code handler} on a thread of its own at each {@code name} ({@code TERM}, {@code INT}).
     *
     * @return false where the JVM does not give the signal away ({@code -Xrs})
     */
    static boolean handle(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {signalHandler}, calling(name, handler));
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, signalHandler).invoke(null, named, proxy);
            return true;
        } catch (ReflectiveOperationException refused) {
            return false;
        }
    }

    private static InvocationHandler calling(String name, Runnable handler) {
        return (proxy, method, args) -> switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == args[0];
            default -> "handler of SIG" + name;
        };
    }
}
