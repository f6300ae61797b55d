package dev.switchbook.common.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar must look like.
 *
 * @param expected completes "must be …" in a problem
 * @param kinds the JSON kinds it may have; a string with a placeholder in it may stand for any
 * @param secret whether problems must not show the text
 * @param parse null when the text does not have this shape
 */
record Shape<T>(String expected, Set<Node.Kind> kinds, boolean secret, Parse<T> parse) {
    /** From the resolved text to the value. */
    @FunctionalInterface
    interface Parse<T> {
        @Nullable T parse(String text);
    }

    static final Shape<String> STRING = ofString("a string", text -> text);
    static final Shape<String> NON_EMPTY = ofString("a non-empty string", text -> text.isEmpty() ? null : text);
    static final Shape<Secret> SECRET = ofSecret("a string", Secret::of);
    static final Shape<Secret> NON_EMPTY_SECRET =
            ofSecret("a non-empty string", text -> text.isEmpty() ? null : Secret.of(text));
    static final Shape<Boolean> BOOLEAN =
            new Shape<>("true or false", Set.of(Node.Kind.BOOLEAN), false, Shape::parseBoolean);
    static final Shape<HostPort> LISTENER =
            ofString("host:port or [ipv6]:port with a port from 0 to 65535", HostPort::parse);
    static final Shape<HostPort> ADDRESS =
            ofString("host:port or [ipv6]:port with a port from 1 to 65535", Shape::parseAddress);

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([kmg]?)");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

    static Shape<Integer> integer(int min, int max) {
        return new Shape<>("a whole number from " + min + " to " + max, Set.of(Node.Kind.NUMBER), false, text -> {
            if (!INTEGER.matcher(text).matches()) {
                return null;
            }
            long value = Long.parseLong(text);
            return value < min || value > max ? null : (int) value;
        });
    }

    static Shape<Duration> duration(Duration min, Duration max) {
        String expected = "a duration (such as 250ms, 10s, 5m, 1h, 2d) from " + show(min) + " to " + show(max);
        return ofString(expected, text -> {
            Duration value = parseDuration(text);
            return value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
        });
    }

    static Shape<Long> size(long min, long max) {
        return new Shape<>(
                "a size (bytes, or such as 16k, 64m, 1g) from " + min + " to " + max + " bytes",
                Set.of(Node.Kind.STRING, Node.Kind.NUMBER),
                false,
                text -> {
                    Long value = parseSize(text);
                    return value == null || value < min || value > max ? null : value;
                });
    }

    static <E extends Enum<E>> Shape<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String expected = Arrays.stream(constants)
                .map(constant -> '"' + name(constant) + '"')
                .collect(Collectors.joining(" or "));
        return ofString(
                expected,
                text -> Arrays.stream(constants)
                        .filter(constant -> name(constant).equals(text))
                        .findFirst()
                        .orElse(null));
    }

    private static <T> Shape<T> ofString(String expected, Parse<T> parse) {
        return new Shape<>(expected, Set.of(Node.Kind.STRING), false, parse);
    }

    private static Shape<Secret> ofSecret(String expected, Parse<Secret> parse) {
        return new Shape<>(expected, Set.of(Node.Kind.STRING), true, parse);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    private static @Nullable HostPort parseAddress(String text) {
        HostPort address = HostPort.parse(text);
        return address == null || address.port() == 0 ? null : address;
    }

    private static @Nullable Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static @Nullable Long parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int shift = switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        BigInteger bytes = new BigInteger(matcher.group(1)).shiftLeft(shift);
        return bytes.bitLength() < Long.SIZE ? bytes.longValue() : null;
    }

    /** A duration as it is written in the file. */
    private static String show(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = duration.toSeconds();
        return seconds > 0 && seconds % 86_400 == 0 ? duration.toDays() + "d" : seconds + "s";
    }
}
