package dev.switchbook.directory.record;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer tells FreeSWITCH of keeping it. In FreeSWITCH any text that is no number keeps an answer for ever,
 * {@code false} included, a number is milliseconds that overflow above 2147483, and {@code 0} is one clock tick
 * (switch_xml_locate_user_merged; seen). So only {@code true} and positive numbers are passed on.
 *
 * @param value the attribute's value, or nothing: FreeSWITCH asks each time
 */
public record Cacheable(@Nullable String value) {

    /** FreeSWITCH asks each time. */
    public static final Cacheable NO = new Cacheable(null);

    private static final int MAX_MILLISECONDS = 2_147_483;
    private static final int MAX_DIGITS = 32;

    static Cacheable of(@Nullable String value, List<Flaw> warnings) {
        if (value == null || value.equalsIgnoreCase("false")) {
            return NO;
        }
        if (value.equalsIgnoreCase("true")) {
            return new Cacheable("true");
        }
        BigDecimal milliseconds = number(value);
        if (milliseconds == null) {
            warnings.add(warning("neither true, false nor a number of milliseconds; left out"));
            return NO;
        }
        if (milliseconds.compareTo(BigDecimal.ONE) < 0) {
            return NO;
        }
        if (milliseconds.compareTo(BigDecimal.valueOf(MAX_MILLISECONDS)) > 0) {
            warnings.add(warning("more than FreeSWITCH can count; " + MAX_MILLISECONDS + " ms is answered"));
            return new Cacheable(Integer.toString(MAX_MILLISECONDS));
        }
        return new Cacheable(Integer.toString(milliseconds.intValue()));
    }

    private static @Nullable BigDecimal number(String value) {
        if (value.length() > MAX_DIGITS || !value.chars().allMatch(Cacheable::isDecimal)) {
            return null;
        }
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            return null; // "1.2.3", "-": made of the right characters all the same
        }
    }

    private static boolean isDecimal(int c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-';
    }

    private static Flaw warning(String detail) {
        return new Flaw(Reason.CACHEABLE, "attribute.cacheable", detail);
    }
}
