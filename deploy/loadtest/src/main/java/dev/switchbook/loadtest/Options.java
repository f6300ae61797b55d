package dev.switchbook.loadtest;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code --name value} pairs behind a command. */
final class Options {

    /** The command line cannot be understood. */
    static final class UsageException extends RuntimeException {
        UsageException(String message) {
            super(message);
        }
    }

    private final Map<String, String> values = new HashMap<>();

    /** Reads {@code args} from the second on. */
    Options(String[] args) {
        for (int i = 1; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new UsageException("expected --name value, not " + args[i]);
            }
            values.put(args[i].substring(2), args[i + 1]);
        }
    }

    @Nullable String optional(String name) {
        return values.get(name);
    }

    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new UsageException("--" + name + " is missing");
        }
        return value;
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    long number(String name, long otherwise) {
        String value = values.get(name);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new UsageException("--" + name + " is no whole number: " + value);
        }
    }

    /** {@code host:port}. */
    InetSocketAddress address(String name) {
        String value = required(name);
        int colon = value.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    value.substring(0, Math.max(0, colon)), Integer.parseInt(value.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + name + " is no host:port: " + value);
        }
    }
}
