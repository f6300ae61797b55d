package dev.switchbook.recorder.chaos;

import java.util.List;

/**
 * A run in figures.
 *
 * @param faults how often which kind was done, in words
 * @param unheard entries missing that no recorder could have made
 * @param cutOff entries missing whose receivers all died before they could write
 * @param dropped entries missing for which no recorder had room
 * @param gaps gap entries
 * @param lies stretches in which somebody vouched for what was not so
 * @param late episodes after which the hashes were not right within five seconds
 * @param worstConvergeMillis of all episodes
 * @param handOvers hand-overs in words
 * @param slow hand-overs over their limit
 * @param words what is wrong, in words
 */
record Result(
        long seed,
        Topology topology,
        String faults,
        long transitions,
        Tally tally,
        long unheard,
        long cutOff,
        long dropped,
        long gaps,
        int lies,
        int late,
        long worstConvergeMillis,
        List<HandOvers.HandOver> handOvers,
        int slow,
        List<String> words) {

    boolean clean() {
        return tally.clean() && lies == 0 && late == 0 && slow == 0 && words.isEmpty();
    }

    long worstHandOver(String how) {
        return handOvers.stream()
                .filter(one -> one.how().equals(how))
                .mapToLong(HandOvers.HandOver::millis)
                .max()
                .orElse(-1);
    }
}
