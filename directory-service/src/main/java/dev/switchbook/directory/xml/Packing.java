package dev.switchbook.directory.xml;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is written again and again in the XML of a user, as one byte each: a control character, of which XML as it is written
 * here has none but the line feed. About half the size, at the price of a copy in pieces.
 */
final class Packing {

    /** In the order of their codes; at most 30. Changing them costs nothing: packed text never leaves the process. */
    private static final List<String> TEXTS = List.of(
            "<users>\n<user id=\"",
            "\">\n<params>\n<param name=\"",
            "\"/>\n<param name=\"",
            "\"/>\n<variable name=\"",
            "\" value=\"",
            "password\" value=\"",
            "allow&#45;empty&#45;password\" value=\"false\"/>\n<param name=\"dial&#45;var&#45;cti_extension\" value=\"",
            "\"/>\n<param name=\"dial&#45;var&#45;cti_domain\" value=\"",
            "\"/>\n</params>\n<variables>\n<variable name=\"",
            "cti_extension\" value=\"",
            "cti_domain\" value=\"",
            "\"/>\n</variables>\n</user>\n",
            "<param name=\"",
            "<variable name=\"",
            "\"/>\n",
            "\" number-alias=\"",
            "\" cacheable=\"",
            "user_context\" value=\"",
            "effective_caller_id_",
            "outbound_caller_id_",
            "accountcode\" value=\"",
            "toll_allow\" value=\"",
            "callgroup\" value=\"",
            "vm&#45;",
            "name\" value=\"",
            "number\" value=\"",
            "default",
            "&#45;",
            "&#");

    private static final byte[][] BY_CODE = new byte[32][];

    /** Those that begin with a character, the longest first. */
    private static final byte[][] CODES_BY_FIRST = new byte[128][];

    static {
        byte code = 1;
        for (String text : TEXTS) {
            code += (byte) (code == '\n' ? 1 : 0);
            BY_CODE[code] = text.getBytes(US_ASCII);
            code++;
        }
        for (int first = 0; first < CODES_BY_FIRST.length; first++) {
            CODES_BY_FIRST[first] = codes((byte) first);
        }
    }

    private Packing() {}

    private static byte[] codes(byte first) {
        List<Byte> codes = IntStream.range(1, BY_CODE.length)
                .filter(code -> BY_CODE[code] != null && BY_CODE[code][0] == first)
                .mapToObj(code -> (byte) code)
                .sorted(Comparator.comparingInt((Byte code) -> BY_CODE[code].length)
                        .reversed())
                .toList();
        byte[] all = new byte[codes.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = codes.get(i);
        }
        return all;
    }

    /** The same in fewer bytes; null when it has control characters of its own. */
    static byte @Nullable [] pack(byte[] text) {
        byte[] out = new byte[text.length];
        int length = 0;
        for (int i = 0; i < text.length; ) {
            byte b = text[i];
            if (b >= 0 && b < BY_CODE.length && b != '\n') {
                return null;
            }
            byte code = b < 0 ? 0 : codeAt(text, i, CODES_BY_FIRST[b]);
            out[length++] = code == 0 ? b : code;
            i += code == 0 ? 1 : BY_CODE[code].length;
        }
        return Arrays.copyOf(out, length);
    }

    private static byte codeAt(byte[] text, int at, byte[] codes) {
        for (byte code : codes) {
            byte[] wanted = BY_CODE[code];
            int end = at + wanted.length;
            if (end <= text.length && Arrays.equals(text, at, end, wanted, 0, wanted.length)) {
                return code;
            }
        }
        return 0;
    }

    /** Appends what was packed. */
    static void unpack(byte[] packed, ByteBuf out) {
        int from = 0;
        for (int i = 0; i < packed.length; i++) {
            byte b = packed[i];
            if (b >= 0 && b < BY_CODE.length && b != '\n') {
                out.writeBytes(packed, from, i - from).writeBytes(BY_CODE[b]);
                from = i + 1;
            }
        }
        out.writeBytes(packed, from, packed.length - from);
    }
}
