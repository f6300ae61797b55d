package dev.switchbook.directory.xml;

/**
 * A document that is written in pieces and stays under a limit: made of whole elements, and well-formed wherever it
 * ends. FreeSWITCH reads 1 MiB and then throws all of it away (mod_xml_curl's {@code response-max-bytes}).
 *
 * <p>Used by one subscriber at a time.
 */
public final class StreamedXml {

    private final byte[] tail;
    private final int limit;
    private final XmlOut out;
    private int sent;
    private boolean full;

    StreamedXml(byte[] head, byte[] tail, int limit) {
        this.tail = tail;
        this.limit = limit;
        this.out = new XmlOut(Math.max(4096, head.length));
        out.raw(head);
    }

    /** Adds a user with all that it has; false, and nothing added, when the document is full. */
    public boolean user(UserView user) {
        int before = out.length();
        DirectoryXml.user(out, user);
        return kept(before);
    }

    /** Adds a user with its networks alone; false, and nothing added, when the document is full. */
    public boolean network(String extension, String cidr) {
        int before = out.length();
        DirectoryXml.network(out, extension, cidr);
        return kept(before);
    }

    /** Adds a domain without users; false, and nothing added, when the document is full. */
    public boolean domain(String name) {
        int before = out.length();
        DirectoryXml.domainName(out, name);
        return kept(before);
    }

    private boolean kept(int before) {
        if (full || sent + out.length() + tail.length > limit) {
            out.cutTo(before);
            full = true;
        }
        return !full;
    }

    /** Whether an element was left out because there was no room. */
    public boolean full() {
        return full;
    }

    /** Whether a part of it was given away. */
    public boolean begun() {
        return sent > 0;
    }

    /** What was written since the last call; the head is in the first. */
    public byte[] next() {
        byte[] piece = out.toBytes();
        sent += piece.length;
        out.cutTo(0);
        return piece;
    }

    /** The end, with what was written since the last call. */
    public byte[] last() {
        out.raw(tail);
        return next();
    }
}
