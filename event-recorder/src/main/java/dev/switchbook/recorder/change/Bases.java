package dev.switchbook.recorder.change;

import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import io.lettuce.core.cluster.SlotHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says where the records of an extension go for one node. Belongs to the thread of that node. */
public final class Bases {
    private static final String DOMAIN = "<domain>";
    private static final String NODE = "<node>";
    private static final int MAX_CACHED = 4096;

    /** Names that differ in what could matter to a slot. */
    private static final List<String> PROBES = List.of("a", "b.example", "sip.example.org", "x-1.test", "10.0.0.1");

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
                ? escaped(beside(template.name(), "parts")).replace(DOMAIN, "*")
                : null;
    }

    /** The base whose {@link Base#parts} have that name; null when none of the block's has. */
    public @Nullable Base ofParts(Block block, String parts) {
        Template template = template(block);
        String pattern = beside(template.name(), "parts");
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

    /**
     * What keeps a block's names from being used on a Redis Cluster, with a hint; null when nothing does. Hash, list, stream and what
     * the recorder keeps beside them must hash to one slot, whatever the domain and node.
     */
    public static @Nullable String clusterProblem(Block block, SinkSettings settings) {
        if (!settings.enabled()) {
            return null;
        }
        for (int i = 0; i < PROBES.size(); i++) {
            String node = PROBES.get((i * 2 + 1) % PROBES.size());
            Base base = new Template(block, settings, false, node).base(PROBES.get(i));
            int slot = SlotHash.getSlot(base.name());
            if (SlotHash.getSlot(base.parts()) != slot || SlotHash.getSlot(base.positions()) != slot) {
                return "the hash \"" + settings.hash()
                        + "\" has braces that are no hash tag: on a Redis Cluster what the recorder"
                        + " keeps beside it would be in another slot";
            }
            String strayed = strayed(base, slot, settings);
            if (strayed != null) {
                String template = new Template(block, settings, false, NODE).name();
                return "on a Redis Cluster the hash, list and stream of a block must hash to one slot, and " + strayed
                        + " does not: a key \"" + template + "\" shares the slot of \"{" + tag(template) + "}:list\"";
            }
        }
        return null;
    }

    private static @Nullable String strayed(Base base, int slot, SinkSettings settings) {
        if (base.list() != null && SlotHash.getSlot(base.list()) != slot) {
            return "the list \"" + settings.list() + "\"";
        }
        return base.stream() != null && SlotHash.getSlot(base.stream()) != slot
                ? "the stream \"" + settings.stream() + "\""
                : null;
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

    private static String beside(String name, String what) {
        return hasTag(name) ? name + ":" + what : "{" + name + "}:" + what;
    }

    /** Redis' rule: what is between the first opening brace and the first closing one after it, unless that is nothing. */
    private static boolean hasTag(String name) {
        int open = name.indexOf('{');
        return open >= 0 && name.indexOf('}', open) > open + 1;
    }

    private static String tag(String name) {
        int open = name.indexOf('{');
        return hasTag(name) ? name.substring(open + 1, name.indexOf('}', open)) : name;
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
                    beside(name, "parts"),
                    beside(name, "pos"),
                    settings.listMax(),
                    settings.streamMax(),
                    removeHangup);
        }

        private @Nullable String filled(String name, String domain) {
            return name.isEmpty() ? null : name.replace(NODE, node).replace(DOMAIN, domain);
        }
    }
}
