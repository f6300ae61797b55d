package dev.switchbook.directory.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.request.DirectoryRequest.User;
import dev.switchbook.directory.xml.DirectoryXml;
import dev.switchbook.directory.xml.Xml;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ShelfTest {

    private static User user(int i) {
        return new User("u" + i, "d.test", false);
    }

    private static Entry.Filling filling(int bytes, long asOf) {
        return new Entry.Filling(new Document(Outcome.FOUND, Xml.of(new byte[bytes])), new int[2], asOf, 0, 0);
    }

    @Test
    void takesNoMoreThanItMay() {
        Shelf shelf = new Shelf(100_000);
        for (int i = 0; i < 10_000; i++) {
            shelf.put(user(i), filling(500, i));
            assertThat(shelf.bytes()).isLessThanOrEqualTo(100_000);
        }
        assertThat(shelf.size()).isBetween(90, 200);
    }

    @Test
    void keepsWhatIsAskedForAndLetsTheRestGo() {
        Shelf shelf = new Shelf(100_000);
        shelf.put(user(0), filling(500, 0));
        for (int i = 1; i < 1000; i++) {
            Objects.requireNonNull(shelf.get(user(0))).want();
            shelf.put(user(i), filling(500, i));
        }
        assertThat(shelf.get(user(0))).isNotNull();
        assertThat(shelf.get(user(1))).isNull();
    }

    @Test
    void countsAnAnswerThatGrowsAndOneThatShrinks() {
        Shelf shelf = new Shelf(100_000);
        shelf.put(user(0), filling(500, 1));
        long before = shelf.bytes();
        shelf.put(user(0), filling(1500, 2));
        assertThat(shelf.bytes()).isEqualTo(before + 1000);
        shelf.put(user(0), filling(0, 3));
        assertThat(shelf.bytes()).isEqualTo(before - 500);
        shelf.remove(user(0));
        assertThat(shelf.bytes()).isZero();
        assertThat(shelf.size()).isZero();
    }

    @Test
    void anOlderAnswerDoesNotReplaceANewerOne() {
        Shelf shelf = new Shelf(100_000);
        shelf.put(user(0), filling(500, 2));
        shelf.put(user(0), filling(700, 1));
        assertThat(Objects.requireNonNull(shelf.get(user(0))).filling().asOf()).isEqualTo(2);
    }

    @Test
    void whatIsPutInAndRemovedAgainAndAgainLeavesNothing() {
        Shelf shelf = new Shelf(100_000);
        for (int i = 0; i < 100_000; i++) {
            shelf.put(user(i % 3), filling(500, i));
            shelf.remove(user(i % 3));
        }
        assertThat(shelf.bytes()).isZero();
        assertThat(shelf.waiting()).isLessThan(3000);
    }

    private static Entry.Filling inDomain(byte[] head, long asOf) {
        return new Entry.Filling(new Document(Outcome.FOUND, DirectoryXml.domain(head)), new int[2], asOf, 0, 0);
    }

    @Test
    void countsAHeadOnceForAllWhoShareItAndEachOneThatIsStillHeld() {
        Shelf shelf = new Shelf(10_000_000);
        byte[] head = new byte[10_000];
        shelf.put(user(0), inDomain(head, 1));
        long one = shelf.bytes();
        assertThat(one).isGreaterThan(10_000);
        shelf.put(user(1), inDomain(head, 1));
        assertThat(shelf.bytes()).isLessThan(one + 1000);
        shelf.put(user(1), inDomain(new byte[10_000], 2)); // the domain's record has changed; user 0 has the old one
        assertThat(shelf.bytes()).isEqualTo(2 * one);
        shelf.remove(user(0));
        assertThat(shelf.bytes()).isEqualTo(one);
        shelf.remove(user(1));
        assertThat(shelf.bytes()).isZero();
    }

    @Test
    void ofTwoAnswersOfOneMomentTheOneThatWasReadLaterStays() {
        Shelf shelf = new Shelf(100_000);
        Document document = new Document(Outcome.FOUND, Xml.of(new byte[10]));
        shelf.put(user(0), new Entry.Filling(document, new int[2], 1, 200, 0));
        shelf.put(user(0), new Entry.Filling(document, new int[2], 1, 100, 0));
        assertThat(Objects.requireNonNull(shelf.get(user(0))).filling().readAt())
                .isEqualTo(200);
    }

    @Test
    void oneThatIsLargerThanTheShelfIsNotKept() {
        Shelf shelf = new Shelf(1000);
        shelf.put(user(0), filling(5000, 1));
        assertThat(shelf.size()).isZero();
        assertThat(shelf.bytes()).isZero();
    }
}
