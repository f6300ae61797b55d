package dev.switchbook.recorder.simulated;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The {@code api} commands, with the captured forms of their replies. Runs under the core's monitor. */
@SuppressWarnings("StringConcatToTextBlock") // lines as they stand on the wire
final class ApiCommands {
    private static final String NO_CHANNEL = "-ERR No such channel!\n";

    private final Core core;
    private final Registrar registrar;
    private final Set<String> cached = ConcurrentHashMap.newKeySet();
    private final List<String> flushes = new CopyOnWriteArrayList<>();
    private final Set<String> ghosts = new LinkedHashSet<>();
    private final Map<String, Deque<String>> canned = new ConcurrentHashMap<>();

    ApiCommands(Core core, Registrar registrar) {
        this.core = core;
        this.registrar = registrar;
    }

    /** FreeSWITCH's cache holds a directory answer. */
    void cache(String user, String domain) {
        cached.add("id " + user + " " + domain);
    }

    Set<String> cached() {
        return cached;
    }

    /** The commands that flushed the cache or registrations, in their order. */
    List<String> flushes() {
        return flushes;
    }

    /** {@code show channels} has a row that no channel stands behind. */
    void ghost(String uuid) {
        synchronized (core) {
            ghosts.add(uuid);
        }
    }

    /** This command is answered so; several answers are given in turn, the last one from then on. */
    void can(String command, String reply) {
        synchronized (core) {
            canned.computeIfAbsent(command, c -> new ArrayDeque<>()).add(reply);
        }
    }

    String run(String command) {
        if (command.startsWith("xml_flush_cache") || command.contains("flush_inbound_reg")) {
            flushes.add(command);
        }
        Deque<String> fixed = canned.get(command);
        if (fixed != null) {
            return fixed.size() > 1 ? fixed.remove() : fixed.element();
        }
        String[] words = command.split(" +", -1);
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "show" -> show(words);
            case "sofia" -> sofia(words);
            case "uuid_dump" -> dump(words);
            case "uuid_exists" ->
                Boolean.toString(words.length > 1 && core.legs().containsKey(words[1]));
            case "global_getvar" -> global(words);
            case "switchname", "hostname" -> core.options().switchname();
            case "version" -> "FreeSWITCH Version 1.11.1-release+git~20260101T000000Z~0000000000~64bit (git 64bit)\n";
            case "uptime" -> Long.toString((core.micros() - core.startedMicros()) / 1_000_000);
            case "status" -> status();
            case "xml_flush_cache" -> flushCache(words);
            case "sofia_contact" -> contact(words);
            default -> "-ERR " + words[0] + " Command not found!\n";
        };
    }

    private String show(String[] words) {
        String what = words.length > 1 ? words[1] : "";
        boolean json = words.length > 3 && words[words.length - 1].equals("json");
        if (what.equals("channels") && words.length > 2 && words[2].equals("count")) {
            int count = core.legs().size() + ghosts.size();
            return json ? "{\"row_count\":" + count + ",\"rows\":[]}" : "\n" + count + " total.\n\n";
        }
        if (!json) {
            return "-USAGE: show [channels|registrations] as json\n";
        }
        return switch (what) {
            case "channels" -> Listings.channels(core, List.copyOf(core.legs().values()), List.copyOf(ghosts));
            case "registrations" -> Listings.shown(core.options().switchname(), registrar.shown());
            case "calls" -> Listings.channels(core, List.of(), List.of());
            default -> "-ERR\n";
        };
    }

    private String sofia(String[] words) {
        String line = String.join(" ", words);
        if (line.equals("sofia xmlstatus")) {
            return Listings.profiles(registrar.rows().size());
        }
        if (line.startsWith("sofia xmlstatus profile ")) {
            return profile(words);
        }
        if (line.startsWith("sofia profile internal flush_inbound_reg")) {
            boolean reboot = words[words.length - 1].equals("reboot");
            registrar.flush(words.length > 4 ? words[4] : "");
            return "+OK " + (reboot ? "rebooting" : "flushing") + " all registrations matching specified call_id\n";
        }
        return "-ERR Unknown command!\n";
    }

    private String profile(String[] words) {
        if (!words[3].equals("internal") && !words[3].equals("external")) {
            return "Invalid Profile!\n";
        }
        String how = words.length > 4 ? words[4] : "";
        String text = words.length > 5 ? words[5] : "";
        return switch (how) {
            case "reg" -> registrations(words[3], row -> row.contact().contains(text));
            case "user" -> registrations(words[3], row -> row.phone().address().equals(text));
            default -> Listings.profile(words[3], registrar.rows().size());
        };
    }

    private String registrations(String profile, java.util.function.Predicate<Registrar.Row> which) {
        return Listings.registrations(
                core,
                profile.equals("internal")
                        ? registrar.rows().stream().filter(which).toList()
                        : List.of());
    }

    private String dump(String[] words) {
        Leg leg = words.length > 1 ? core.legs().get(words[1]) : null;
        if (leg == null) {
            return NO_CHANNEL;
        }
        boolean json = words.length > 2 && words[2].equals("json");
        return json ? EslWriter.json(leg.dump()) : EslWriter.plain(leg.dump());
    }

    private String global(String[] words) {
        Map<String, String> values = Map.of(
                "core_uuid", core.uuid(),
                "hostname", core.options().switchname(),
                "domain", core.options().domain(),
                "domain_name", core.options().domain());
        if (words.length > 1) {
            return values.getOrDefault(words[1], "");
        }
        StringBuilder out = new StringBuilder();
        List.of("hostname", "domain", "domain_name", "core_uuid")
                .forEach(name ->
                        out.append(name).append('=').append(values.get(name)).append('\n'));
        return out.toString();
    }

    private String status() {
        return "UP " + Core.uptime((core.micros() - core.startedMicros()) / 1000)
                + "\nFreeSWITCH (Version 1.11.1-release  64bit) is ready\n"
                + core.sessions() + " session(s) since startup\n"
                + core.legs().size() + " session(s) - peak " + core.peak() + ", last 5min " + core.peak() + " \n"
                + "0 session(s) per Sec out of max 200, peak 2, last 5min 2 \n"
                + "1000 session(s) max\nmin idle cpu 0.00/85.83\nCurrent Stack Size/Max 240K/8192K\n";
    }

    /** No argument or one: all. Two: that user in the global domain. Three: exactly that entry. */
    private String flushCache(String[] words) {
        int before = cached.size();
        if (words.length < 3) {
            cached.clear();
        } else if (words.length == 3) {
            cached.remove(words[1] + " " + words[2] + " " + core.options().domain());
        } else if (words.length == 4) {
            cached.remove(words[1] + " " + words[2] + " " + words[3]);
        }
        int cleared = before - cached.size();
        return "+OK cleared " + cleared + (cleared == 1 ? " entry\n" : " entries\n");
    }

    private String contact(String[] words) {
        String wanted = words.length > 1 ? words[1].substring(words[1].indexOf('/') + 1) : "";
        StringBuilder out = new StringBuilder();
        for (Registrar.Row row : registrar.rows()) {
            if (row.phone().address().equals(wanted)) {
                out.append(out.isEmpty() ? "" : ",")
                        .append("sofia/internal/")
                        .append(row.phone().uri());
            }
        }
        return out.isEmpty() ? "error/user_not_registered" : out.toString();
    }
}
