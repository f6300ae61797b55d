package dev.switchbook.recorder.chaos;

import dev.switchbook.recorder.chaos.Tailer.Chapter;
import dev.switchbook.recorder.chaos.Tally.Wrong;
import dev.switchbook.recorder.simulated.Truth.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges the entries of a run when it is over. Each list and each stream is judged on its own, by these rules:
 *
 * <ul>
 *   <li><b>Written</b> is a transition whose entry was seen once, in whatever {@link Chapter}: what Redis lost later was written.
 *   <li><b>Lost</b> is one that is not written though some recorder read it from its socket and lived on for {@link #HOLD} ms in which it ran and Redis
 *       could be written to without a break. That a process has read its socket is taken for granted {@code 200 ms} after the bytes came, the
 *       process running and the connection being there. Who was silent soon after, so that the others took it for dead, is not to blame.
 *   <li><b>Unsaid</b> is one that is not written, and nobody is to blame, but no gap entry of its node in that base's stream reaches to within
 *       {@link #NEAR} ms of it. A correction of the same leg and kind speaks for it as well. Of a time that was forgotten nobody can speak: Redis was
 *       emptied after it, when no recorder had lived for {@link #KNOWS} ms, or those that had died before it was back.
 *   <li><b>Doubled</b> is an entry that stands twice in one chapter. A chapter that began with an empty Redis may repeat what was written in
 *       the last {@link #UNACKNOWLEDGED} ms before, whose OK may have been lost with it, nothing older. One that began with what a replica had may repeat
 *       anything of the chapter before: it has its own copy of that, and what it lacks is mended.
 *   <li><b>Out of order</b> is an entry behind a later one of its node in the same chapter.
 *   <li><b>Made up</b> is an entry of no transition, or a correction of a leg or contact that never was.
 *   <li><b>An undue gap</b> is one that says that nobody listened, when from {@link #NEAR} ms before it to {@link #NEAR} ms after it some recorder had a whole
 *       link at each moment, and every transition of that time was read by somebody who could write.
 *   <li>Of a time when no recorder had room nothing is lost, and no gap undue: what is missing is <b>dropped</b>, and must be said.
 * </ul>
 */
final class Checker {
    static final long HOLD = 4000;
    static final long NEAR = 2000;
    static final long UNACKNOWLEDGED = 2500;
    static final long KNOWS = 2000;

    /** No fault in which all recorders are dead lasts longer, their start included. */
    static final long OUTAGE = 15_000;

    /** And so long it takes from a connection to FreeSWITCH's events. */
    static final long COMING = 1000;

    private record Known(History node, Transition transition) {
        long at() {
            return node.at(transition.order());
        }
    }

    private final List<History> nodes;
    private final Hearings hearings;
    private final Spans redisDown;
    private final Spans full;
    private final List<Long> forgotten = new ArrayList<>();
    private final Tally tally = new Tally();
    /** By key, in the order of time. */
    private final Map<String, Known> known = new LinkedHashMap<>();

    private long gaps;
    private long unheard;
    private long cutOff;
    private long dropped;

    /**
     * A new one.
     *
     * @param redisDown when nobody could write
     * @param full when no recorder had room for what came
     */
    Checker(List<History> nodes, Hearings hearings, Spans redisDown, Spans full) {
        this.nodes = nodes;
        this.hearings = hearings;
        this.redisDown = redisDown;
        this.full = full;
        List<Known> all = new ArrayList<>();
        for (History node : nodes) {
            node.truth().transitions().forEach(transition -> all.add(new Known(node, transition)));
        }
        all.sort((one, other) -> Long.compare(one.at(), other.at()));
        all.forEach(one -> known.put(Sighting.key(one.transition()), one));
    }

    /** Judges all chapters; to be called once. */
    Tally judge(List<Chapter> chapters) {
        for (Chapter chapter : chapters.subList(1, chapters.size())) {
            long known = hearings.knownUntil(chapter.lost(), KNOWS);
            if (chapter.empty() && known <= chapter.from()) {
                forgotten.add(known);
            }
        }
        for (String base : Tailer.BASES) {
            List<Sighting.Gap> said = gaps(base, chapters);
            sink(
                    base + " list",
                    base,
                    chapters,
                    chapters.stream().map(c -> Tailer.of(c.lists(), base)).toList(),
                    said);
            sink(
                    base + " stream",
                    base,
                    chapters,
                    chapters.stream().map(c -> Tailer.of(c.streams(), base)).toList(),
                    said);
            said.forEach(this::judgeGap);
            gaps += said.size();
        }
        return tally;
    }

    long transitions() {
        return known.size();
    }

    /** Gap entries. */
    long gaps() {
        return gaps;
    }

    /** Transitions that are not in a list, or not in a stream, and that nobody read. */
    long unheard() {
        return unheard;
    }

    /** Transitions that are not in a list, or not in a stream, and whose readers all died, or were kept from writing. */
    long cutOff() {
        return cutOff;
    }

    /** Transitions that are not in a list, or not in a stream, of a time when no recorder had room for them. */
    long dropped() {
        return dropped;
    }

    private static List<Sighting.Gap> gaps(String base, List<Chapter> chapters) {
        List<Sighting.Gap> gaps = new ArrayList<>();
        for (Chapter chapter : chapters) {
            for (Sighting sighting : Tailer.of(chapter.streams(), base)) {
                if (sighting instanceof Sighting.Gap gap) {
                    gaps.add(gap);
                }
            }
        }
        return gaps;
    }

    private void sink(
            String name, String base, List<Chapter> chapters, List<List<Sighting>> content, List<Sighting.Gap> gaps) {
        Map<String, Long> written = new HashMap<>();
        Set<String> corrected = new HashSet<>();
        for (int i = 0; i < content.size(); i++) {
            chapter(name, chapters.get(i), content.get(i), written, corrected);
        }
        for (Known one : known.values()) {
            boolean call = !one.transition().kind().name().matches("REGISTER|UNREGISTER|EXPIRE");
            String key = Sighting.key(one.transition());
            if (call == base.equals("calls") && !written.containsKey(key)) {
                absent(name, one, new There(written, corrected.contains(key)), gaps);
            }
        }
    }

    private void chapter(
            String name, Chapter chapter, List<Sighting> content, Map<String, Long> written, Set<String> corrected) {
        Map<String, Long> before = Map.copyOf(written);
        Set<String> here = new HashSet<>();
        Map<String, Transition> last = new HashMap<>();
        for (Sighting sighting : content) {
            if (sighting instanceof Sighting.Entry entry) {
                entry(name, chapter, entry, before, here, last);
                written.putIfAbsent(entry.key(), entry.at());
            } else if (sighting instanceof Sighting.Correction correction) {
                correction(name, correction, here);
                corrected.add(correction.what() + " " + correction.id());
            } else if (sighting instanceof Sighting.Strange strange) {
                tally.add(Wrong.MADE_UP, name + " has " + strange.text());
            }
        }
    }

    private void entry(
            String name,
            Chapter chapter,
            Sighting.Entry entry,
            Map<String, Long> before,
            Set<String> here,
            Map<String, Transition> last) {
        Known one = known.get(entry.key());
        if (one == null) {
            tally.add(Wrong.MADE_UP, name + " has " + entry);
            return;
        }
        if (!here.add(entry.key())) {
            tally.add(Wrong.DOUBLED, name + " again has " + told(one) + ", seen at " + entry.at());
            return;
        }
        Long first = before.get(entry.key());
        if (first != null && chapter.empty() && answered(first, chapter.from()) > UNACKNOWLEDGED) {
            tally.add(
                    Wrong.DOUBLED,
                    name + " was emptied at " + chapter.from() + " and again has what was read at " + first + ": "
                            + told(one));
        }
        Transition latest = last.get(one.node().node());
        if (latest != null && latest.order() > one.transition().order()) {
            tally.add(Wrong.OUT_OF_ORDER, name + " has behind " + latest + " " + told(one));
        } else {
            last.put(one.node().node(), one.transition());
        }
    }

    /** For how long Redis answered in that time, ms. */
    private long answered(long from, long to) {
        return to - from - redisDown.within(from, to);
    }

    private void correction(String name, Sighting.Correction correction, Set<String> here) {
        boolean exists = nodes.stream().anyMatch(node -> node.knows(correction.id()));
        if (!exists) {
            tally.add(Wrong.MADE_UP, name + " has " + correction);
        } else if (isOfCall(correction) && !here.add(correction.what() + " " + correction.id())) {
            tally.add(Wrong.DOUBLED, name + " corrects what it has: " + correction);
        }
    }

    /** What happens to a leg happens once; a contact can come and go. */
    private static boolean isOfCall(Sighting.Correction correction) {
        return !Set.of("register", "unregister", "expire").contains(correction.what());
    }

    /**
     * What there is where something is missing.
     *
     * @param written the entries of the sink, and when they were read
     */
    private record There(Map<String, Long> written, boolean corrected) {}

    private void absent(String name, Known one, There there, List<Sighting.Gap> gaps) {
        Transition transition = one.transition();
        List<Hearings.Receipt> heard = hearings.of(transition.core(), transition.sequence());
        long at = one.at();
        boolean room = full.freeFrom(at, 1) == at;
        if (room && hearings.mustBeWritten(heard, redisDown, HOLD)) {
            tally.add(Wrong.LOST, name + " lacks " + told(one) + around(one, there));
            return;
        }
        if (!room) {
            dropped++;
        } else if (heard.stream().anyMatch(Hearings::isRead)) {
            cutOff++;
        } else {
            unheard++;
        }
        boolean said = there.corrected() || isForgotten(one.node().node(), at, heard);
        for (Sighting.Gap gap : gaps) {
            said |= gap.node().equals(one.node().node()) && gap.from() - NEAR <= at && at <= gap.to() + NEAR;
        }
        if (!said) {
            tally.add(Wrong.UNSAID, name + " lacks, and no gap says so, " + told(one) + around(one, there));
        }
    }

    /** Whether Redis was emptied soon after, and nobody was there any more who had seen what it had; or before the first one who came listened. */
    private boolean isForgotten(String node, long at, List<Hearings.Receipt> heard) {
        return forgotten.stream()
                .anyMatch(moment -> moment - OUTAGE <= at
                        && at
                                <= (heard.isEmpty()
                                        ? Math.min(hearings.firstLink(node, moment), moment + OUTAGE) + COMING
                                        : moment));
    }

    private void judgeGap(Sighting.Gap gap) {
        long from = gap.from() - NEAR;
        long to = Math.min(gap.to() + NEAR, System.currentTimeMillis());
        for (History node : nodes) {
            if (node.node().equals(gap.node())
                    && full.freeFrom(from, to - from) == from
                    && hearings.somebodyListened(gap.node(), from, to)
                    && allHeard(node, from, to)) {
                tally.add(Wrong.UNDUE_GAP, gap + " says that nobody listened");
            }
        }
    }

    private boolean allHeard(History node, long from, long to) {
        for (Transition transition : node.truth().transitions()) {
            long at = node.at(transition.order());
            if (at >= from && at <= to) {
                List<Hearings.Receipt> heard = hearings.of(transition.core(), transition.sequence());
                if (!hearings.mustBeWritten(heard, redisDown, 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The nearest before and behind it of its node that the sink has. */
    private static String around(Known one, There there) {
        List<Transition> all = one.node().truth().transitions();
        StringBuilder text = new StringBuilder();
        for (int step : List.of(-1, 1)) {
            int at = (int) one.transition().order() + step;
            while (at >= 0 && at < all.size() && !there.written().containsKey(Sighting.key(all.get(at)))) {
                at += step;
            }
            text.append("\n    there is ").append(step < 0 ? "before it " : "behind it ");
            if (at < 0 || at >= all.size()) {
                text.append("nothing");
            } else {
                text.append(all.get(at))
                        .append(", read at ")
                        .append(there.written().get(Sighting.key(all.get(at))));
            }
        }
        return text.toString();
    }

    private String told(Known one) {
        Transition transition = one.transition();
        List<Transition> all = one.node().truth().transitions();
        int order = (int) transition.order();
        List<Hearings.Receipt> heard = hearings.of(transition.core(), transition.sequence());
        StringBuilder text = new StringBuilder(
                one.node().node() + " " + transition + " of " + one.node().at(order) + ", received by");
        heard.forEach(receipt -> text.append(' ').append(receipt).append(','));
        text.append(heard.isEmpty() ? " nobody" : "");
        if (order > 0) {
            text.append("\n    before it ").append(all.get(order - 1));
        }
        if (order + 1 < all.size()) {
            text.append("\n    behind it ").append(all.get(order + 1));
        }
        return text.toString();
    }
}
