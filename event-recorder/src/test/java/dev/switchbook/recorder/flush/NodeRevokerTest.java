package dev.switchbook.recorder.flush;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.redis.RedisAwayException;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.RegisteredAs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeRevokerTest {
    private static final String DROP = "api sofia profile internal flush_inbound_reg ";
    private static final Revocation OF_121 = revocation("121");

    private final MemoryRecords redis = new MemoryRecords();
    private final FakeNode node = new FakeNode();
    private final NodeRevoker revoker = new NodeRevoker(node.parts(true), new RevokeCheck(redis));

    NodeRevokerTest() {
        redis.put("cti_exten@d.test", "stays", "{}");
        node.contacts.put(new Extension("121", "d.test"), new RegisteredAs("internal", "121", "D.Test"));
        node.contacts.put(new Extension("121", "other.test"), new RegisteredAs("external", "9121", "other.test"));
    }

    @Test
    void dropsEveryPlaceOfTheExtensionOnceTheCacheIsFlushedAndOnceMore() {
        revoker.add(List.of(OF_121));
        node.run();
        assertThat(node.commands).isEmpty();
        ready();
        assertThat(node.commands)
                .containsExactly(DROP + "121@D.Test", "api sofia profile external flush_inbound_reg 9121@other.test");
        answerAll();
        assertThat(node.count("recorder.revokes")).isEqualTo(2);
        node.advance(FakeNode.SECOND);
        assertThat(node.commands).hasSize(4);
        answerAll();
        node.advance(Duration.ofMinutes(5));
        assertThat(node.commands).hasSize(4);
    }

    @Test
    void whoIsThereAgainByThenIsLeftAlone() {
        revoker.add(List.of(OF_121));
        redis.put("cti_exten@d.test", "121", "{}");
        ready();
        assertThat(node.commands).isEmpty();
    }

    @Test
    void whoseWholeDomainIsGoneByThenIsLeftAlone() {
        revoker.add(List.of(OF_121));
        redis.keys.clear();
        ready();
        assertThat(node.commands).isEmpty();
    }

    @Test
    void aNodeThatIsAwayIsToldWhenItIsBack() {
        revoker.add(List.of(OF_121));
        ready();
        revoker.down();
        revoker.add(List.of(revocation("122")));
        node.contacts.put(new Extension("122", "d.test"), new RegisteredAs("internal", "122", "d.test"));
        node.commands.clear();
        node.advance(FakeNode.SECOND);
        assertThat(node.commands).isEmpty();
        ready();
        assertThat(node.commands).contains(DROP + "122@d.test", DROP + "121@D.Test");
    }

    @Test
    void whoBecomesTheOwnerDoesWhatTheOneBeforeMayNotHaveDone() {
        revoker.elsewhere();
        revoker.add(List.of(OF_121));
        node.advance(FakeNode.SECOND.plusSeconds(14));
        revoker.here();
        ready();
        assertThat(node.commands).hasSize(2);
    }

    @Test
    void whoBecomesTheOwnerDropsNobodyForWhatTheOneBeforeHasSeenTo() {
        revoker.elsewhere();
        revoker.add(List.of(OF_121));
        node.advance(FakeNode.SECOND.plusSeconds(16));
        revoker.here();
        ready();
        node.advance(Duration.ofMinutes(5));
        assertThat(node.commands).isEmpty();
    }

    @Test
    void whileNobodySeesTheNodeNothingIsForgotten() {
        revoker.elsewhere();
        revoker.here();
        revoker.add(List.of(OF_121));
        node.advance(Duration.ofMinutes(2));
        revoker.here();
        ready();
        assertThat(node.commands).hasSize(2);
    }

    @Test
    void whoIsNoOwnerAnyMoreDropsNobodyOnceMore() {
        revoker.here();
        revoker.add(List.of(OF_121));
        ready();
        answerAll();
        assertThat(node.commands).hasSize(2);
        revoker.down();
        revoker.elsewhere();
        node.advance(Duration.ofMinutes(1));
        revoker.here();
        ready();
        node.advance(Duration.ofMinutes(1));
        assertThat(node.commands).hasSize(2);
    }

    @Test
    void whileRedisCannotBeAskedItWaits() {
        redis.fault = new RedisAwayException("away");
        revoker.add(List.of(OF_121));
        ready();
        node.advance(Duration.ofSeconds(3));
        assertThat(node.commands).isEmpty();
        redis.fault = null;
        node.advance(Duration.ofSeconds(1));
        assertThat(node.commands).hasSize(2);
    }

    @Test
    void whatCannotBeNamedIsNotSent() {
        node.contacts.put(new Extension("121", "d.test"), new RegisteredAs("internal", "121 reboot", "d.test"));
        node.contacts.put(new Extension("121", "other.test"), new RegisteredAs("in ternal", "121", "d.test"));
        revoker.add(List.of(OF_121));
        ready();
        assertThat(node.commands).isEmpty();
    }

    @Test
    void manyAreSentAFewAtATime() {
        List<Revocation> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(revocation("m" + i));
            node.contacts.put(new Extension("m" + i, "d.test"), new RegisteredAs("internal", "m" + i, "d.test"));
        }
        revoker.add(all);
        ready();
        assertThat(node.underWay()).isEqualTo(FlushRules.WINDOW);
        answerAll();
        assertThat(node.commands).hasSize(200).doesNotHaveDuplicates();
    }

    private void ready() {
        revoker.ready();
        node.run();
    }

    private void answerAll() {
        node.answerAll();
        node.run();
    }

    private static Revocation revocation(String extension) {
        return new Revocation(extension, "d.test", List.of("other.test"), true, 0);
    }
}
