package dev.switchbook.directory.xml;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A whole document in three pieces, so that many answers can share what they have in common: all users of a domain have
 * its head, and most documents end alike. Never changed once made.
 */
public final class Xml {

    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final byte[] body;
    private final byte[] tail;
    private final int length;
    private final boolean packed;

    private Xml(byte[] head, byte[] body, byte[] tail, int length, boolean packed) {
        this.head = head;
        this.body = body;
        this.tail = tail;
        this.length = length;
        this.packed = packed;
    }

    /** A document of one piece; the array is the document's from now on. */
    public static Xml of(byte[] document) {
        return of(NOTHING, document, NOTHING);
    }

    /** A document of pieces, which others may have as well. */
    static Xml of(byte[] head, byte[] body, byte[] tail) {
        return new Xml(head, body, tail, head.length + body.length + tail.length, false);
    }

    /** The same document, taking less memory; to be kept. */
    public Xml packed() {
        byte[] smaller = packed ? null : Packing.pack(body);
        return smaller == null ? this : new Xml(head, smaller, tail, length, true);
    }

    /** The same document, but that FreeSWITCH keeps none of its users. */
    public Xml withoutCacheable() {
        byte[] whole = plainBody();
        byte[] without = DirectoryXml.withoutCacheable(whole);
        return without.length == whole.length ? this : of(head, without, tail);
    }

    private byte[] plainBody() {
        if (!packed) {
            return body;
        }
        byte[] plain = new byte[length - head.length - tail.length];
        Packing.unpack(body, Unpooled.wrappedBuffer(plain).clear());
        return plain;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** What stands for its head: the same object in each document that shares it. */
    public Object head() {
        return head;
    }

    /** How long its head is, in bytes. */
    public int headLength() {
        return head.length;
    }

    /** How many bytes of memory it takes for itself, beside what it shares. */
    public int ownLength() {
        return body.length;
    }

    /** Appends all of it. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(head);
        if (packed) {
            Packing.unpack(body, out);
        } else {
            out.writeBytes(body);
        }
        out.writeBytes(tail);
    }

    /** All of it, in an array of its own. */
    public byte[] toBytes() {
        byte[] all = new byte[length];
        writeTo(Unpooled.wrappedBuffer(all).clear());
        return all;
    }
}
