package dev.switchbook.directory.xml;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A whole document in three pieces, so that many answers can share what they have in common: all users of a domain have
 * its head, and most documents end alike. Never changed once made.
 */
public final class Xml {

    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final byte[] body;
    private final byte[] tail;

    private Xml(byte[] head, byte[] body, byte[] tail) {
        this.head = head;
        this.body = body;
        this.tail = tail;
    }

    /** A document of one piece; the array is the document's from now on. */
    public static Xml of(byte[] document) {
        return new Xml(NOTHING, document, NOTHING);
    }

    /** A document of pieces, which others may have as well. */
    static Xml of(byte[] head, byte[] body, byte[] tail) {
        return new Xml(head, body, tail);
    }

    /** In bytes. */
    public int length() {
        return head.length + body.length + tail.length;
    }

    /** What stands for its head: the same object in each document that shares it. */
    public Object head() {
        return head;
    }

    /** How long its head is, in bytes. */
    public int headLength() {
        return head.length;
    }

    /** How much of it, in bytes, is its own. */
    public int ownLength() {
        return body.length;
    }

    /** Appends all of it. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(head).writeBytes(body).writeBytes(tail);
    }

    /** All of it, in an array of its own. */
    public byte[] toBytes() {
        byte[] all = Arrays.copyOf(head, length());
        System.arraycopy(body, 0, all, head.length, body.length);
        System.arraycopy(tail, 0, all, head.length + body.length, tail.length);
        return all;
    }
}
