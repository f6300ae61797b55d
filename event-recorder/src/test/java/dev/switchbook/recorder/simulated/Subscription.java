package dev.switchbook.recorder.simulated;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a listener wants: the {@code event}, {@code nixevent}, {@code noevents} and {@code filter} commands. */
final class Subscription {
    /** Names that {@code switch_name_event} knows. */
    private static final Set<String> KNOWN = Set.of(
            ("CUSTOM CLONE CHANNEL_CREATE CHANNEL_DESTROY CHANNEL_STATE CHANNEL_CALLSTATE CHANNEL_ANSWER CHANNEL_HANGUP "
                            + "CHANNEL_HANGUP_COMPLETE CHANNEL_EXECUTE CHANNEL_EXECUTE_COMPLETE CHANNEL_HOLD CHANNEL_UNHOLD "
                            + "CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_OUTGOING "
                            + "CHANNEL_PARK CHANNEL_UNPARK CHANNEL_APPLICATION CHANNEL_ORIGINATE CHANNEL_UUID API LOG "
                            + "INBOUND_CHAN OUTBOUND_CHAN STARTUP SHUTDOWN PUBLISH UNPUBLISH TALK NOTALK SESSION_CRASH "
                            + "MODULE_LOAD MODULE_UNLOAD DTMF MESSAGE PRESENCE_IN NOTIFY_IN PRESENCE_OUT PRESENCE_PROBE "
                            + "MESSAGE_WAITING MESSAGE_QUERY ROSTER CODEC BACKGROUND_JOB DETECTED_SPEECH DETECTED_TONE "
                            + "PRIVATE_COMMAND HEARTBEAT TRAP ADD_SCHEDULE DEL_SCHEDULE EXE_SCHEDULE RE_SCHEDULE RELOADXML "
                            + "NOTIFY PHONE_FEATURE PHONE_FEATURE_SUBSCRIBE SEND_MESSAGE RECV_MESSAGE REQUEST_PARAMS "
                            + "CHANNEL_DATA GENERAL COMMAND SESSION_HEARTBEAT CLIENT_DISCONNECTED SERVER_DISCONNECTED "
                            + "SEND_INFO RECV_INFO RECV_RTCP_MESSAGE SEND_RTCP_MESSAGE CALL_SECURE NAT RECORD_START "
                            + "RECORD_STOP PLAYBACK_START PLAYBACK_STOP CALL_UPDATE FAILURE SOCKET_DATA MEDIA_BUG_START "
                            + "MEDIA_BUG_STOP CONFERENCE_DATA_QUERY CONFERENCE_DATA CALL_SETUP_REQ CALL_SETUP_RESULT "
                            + "CALL_DETAIL DEVICE_STATE TEXT SHUTDOWN_REQUESTED ALL")
                    .split(" ", -1));

    private final Set<String> names = new HashSet<>();
    private final Set<String> subclasses = new HashSet<>();
    private final List<String[]> filters = new ArrayList<>();
    private boolean all;
    private boolean listening;
    private EslFormat format = EslFormat.PLAIN;

    synchronized EslFormat format() {
        return format;
    }

    /** The format when the event is wanted, else null. */
    synchronized @Nullable EslFormat wants(EslEvent event) {
        if (!listening) {
            return null;
        }
        boolean wanted = all
                || (names.contains(event.name())
                        && (event.subclass().isEmpty() || subclasses.contains(event.subclass())));
        return wanted && passes(event) ? format : null;
    }

    private boolean passes(EslEvent event) {
        for (String[] filter : filters) {
            if (filter[1].equalsIgnoreCase(event.get(filter[0]))) {
                return true;
            }
        }
        return filters.isEmpty();
    }

    /** {@code event …}; the reply. */
    synchronized String add(String arguments) {
        boolean custom = false;
        int keys = 0;
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            String name = word.toUpperCase(Locale.ROOT);
            if (i == 0 && List.of("PLAIN", "JSON", "XML").contains(name)) {
                format = EslFormat.valueOf(name);
            } else if (custom) {
                subclasses.add(word);
            } else if (KNOWN.contains(name)) {
                keys++;
                names.add(name);
                all |= name.equals("ALL");
                custom = name.equals("CUSTOM");
            }
        }
        if (keys == 0) {
            return "-ERR no keywords supplied";
        }
        listening = true;
        return "+OK event listener enabled " + format.text();
    }

    /** {@code nixevent …}; the reply. */
    synchronized String remove(String arguments) {
        boolean custom = false;
        int keys = 0;
        for (String word : arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)) {
            String name = word.toUpperCase(Locale.ROOT);
            if (custom) {
                subclasses.remove(word);
            } else if (KNOWN.contains(name)) {
                keys++;
                custom = name.equals("CUSTOM");
                removeName(name);
            }
        }
        if (keys == 0) {
            return "-ERR no keywords supplied";
        }
        listening = true;
        return "+OK events nixed";
    }

    private void removeName(String name) {
        if (name.equals("ALL")) {
            names.clear();
            all = false;
        } else if (!name.equals("CUSTOM")) {
            if (all) {
                all = false;
                names.addAll(KNOWN);
            }
            names.remove(name);
        }
    }

    /** {@code noevents}; the reply. */
    synchronized String removeAll() {
        if (!listening) {
            return "-ERR not listening for events";
        }
        listening = false;
        all = false;
        names.clear();
        subclasses.clear();
        return "+OK no longer listening for events";
    }

    /** {@code filter …}; the reply. */
    synchronized String filter(String arguments) {
        String[] words = arguments.trim().split(" ", 3);
        if (words.length >= 2 && words[0].equalsIgnoreCase("delete")) {
            String value = words.length > 2 ? words[2] : "";
            filters.removeIf(f -> words[1].equalsIgnoreCase("all")
                    || (f[0].equalsIgnoreCase(words[1]) && (value.isEmpty() || f[1].equals(value))));
            return "+OK filter deleted. [" + words[1] + "][" + value + "]";
        }
        if (words.length < 2) {
            return "-ERR invalid syntax";
        }
        String rest = arguments.trim();
        String[] pair = (words[0].equalsIgnoreCase("add") ? rest.substring(4) : rest).split(" ", 2);
        if (pair.length < 2) {
            return "-ERR invalid syntax";
        }
        filters.add(pair);
        return "+OK filter added. [" + pair[0] + "]=[" + pair[1] + "]";
    }

    /** {@code myevents}: all events of one leg. */
    synchronized String mine(String uuid, EslFormat wanted) {
        format = wanted;
        all = true;
        listening = true;
        filters.add(new String[] {"Unique-ID", uuid});
        return "+OK Events Enabled";
    }
}
