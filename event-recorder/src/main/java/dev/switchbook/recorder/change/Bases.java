package dev.switchbook.recorder.change;

import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import dev.switchbook.recorder.settings.Slots;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says where the records of an extension go for one node. Belongs to the thread of that node. */
public final class Bases {
    private static final String DOMAIN = "<domain>";
    private static final String NODE = "<node>";
    private static final int MAX_CACHED = 4096;

    private final Template call;
    private final Template registration;
    private final Map<String, Base> calls = new HashMap<>();
    private final Map<String, Base> registrations = new HashMap<>();

    /** {@code node} as the names of keys are to have it. */
    public Bases(GuiSettings gui, String node) {
        this.call = new Template(Block.CALL, gui.call(), gui.removeHangup(), node);
        this.registration = new Template(Block.REGISTRATION, gui.registration(), false, node);
    }

    /**
     * Where the block's records of a domain go; null when the block has no sink, and for a domain with a brace where names of
     * keys hold it: such a name could move some of its keys to another slot, and is no domain.
     */
    public @Nullable Base base(Block block, String domain) {
        Template template = template(block);
        Map<String, Base> cache = block == Block.CALL ? calls : registrations;
        String name = template.hasDomain ? domain : "";
        Base known = cache.get(name);
        if (known != null || !template.settings.enabled() || !sound(name)) {
            return known;
        }
        if (cache.size() >= MAX_CACHED) {
            cache.clear(); // cheap to make again; who floods us with domains gets no memory for it
        }
        Base base = template.base(name);
        cache.put(name, base);
        return base;
    }

    /** Whether a block has a base for each domain. */
    public boolean hasDomain(Block block) {
        return template(block).hasDomain;
    }

    /** The record's field in the hash. */
    public String key(Block block, Extension extension) {
        return template(block).settings.keyHasDomain() ? extension.toString() : extension.user();
    }

    /** Redis' glob for the {@link Base#parts} of all domains, or of the only base; null when the block has no sink. */
    public @Nullable String partsPattern(Block block) {
        Template template = template(block);
        return template.settings.enabled()
                ? escaped(Slots.beside(template.name(), "parts")).replace(DOMAIN, "*")
                : null;
    }

    /** The base whose {@link Base#parts} have that name; null when none of the block's has. */
    public @Nullable Base ofParts(Block block, String parts) {
        Template template = template(block);
        String pattern = Slots.beside(template.name(), "parts");
        int at = pattern.indexOf(DOMAIN);
        if (at < 0) {
            Base only = base(block, "");
            return only != null && only.parts().equals(parts) ? only : null;
        }
        int times = (pattern.length() - pattern.replace(DOMAIN, "").length()) / DOMAIN.length();
        int length = (parts.length() - pattern.length()) / times + DOMAIN.length();
        if (length < 1 || at + length > parts.length()) {
            return null;
        }
        Base base = base(block, parts.substring(at, at + length));
        return base != null && base.parts().equals(parts) ? base : null;
    }

    private Template template(Block block) {
        return block == Block.CALL ? call : registration;
    }

    private static boolean sound(String domain) {
        return domain.indexOf('{') < 0 && domain.indexOf('}') < 0;
    }

    private static String escaped(String name) {
        StringBuilder out = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    /** A block's names with the node's filled in. */
    private static final class Template {
        final SinkSettings settings;
        final boolean hasDomain;
        private final Block block;
        private final boolean removeHangup;
        private final String node;

        Template(Block block, SinkSettings settings, boolean removeHangup, String node) {
            this.block = block;
            this.settings = settings;
            this.removeHangup = removeHangup;
            this.node = node;
            this.hasDomain =
                    (settings.hash() + settings.list() + settings.stream() + settings.channel()).contains(DOMAIN);
        }

        /** Of the base, the placeholder of the domain still in it. */
        String name() {
            if (settings.hash().isEmpty()) {
                return block == Block.CALL ? "cti_calls" : "cti_registrations";
            }
            return settings.hash().replace(NODE, node);
        }

        Base base(String domain) {
            String name = name().replace(DOMAIN, domain);
            return new Base(
                    block,
                    name,
                    settings.hash().isEmpty() ? null : name,
                    filled(settings.list(), domain),
                    filled(settings.stream(), domain),
                    filled(settings.channel(), domain),
                    Slots.beside(name, "parts"),
                    Slots.beside(name, "pos"),
                    settings.listMax(),
                    settings.streamMax(),
                    removeHangup);
        }

        /** Null also where a domain belongs in and none is given: of the hash alone, whose records are of all domains. */
        private @Nullable String filled(String name, String domain) {
            boolean lacks = domain.isEmpty() && name.contains(DOMAIN);
            return name.isEmpty() || lacks ? null : name.replace(NODE, node).replace(DOMAIN, domain);
        }
    }
}
