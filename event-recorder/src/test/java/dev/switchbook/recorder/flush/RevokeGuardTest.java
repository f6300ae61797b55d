package dev.switchbook.recorder.flush;

import static dev.switchbook.recorder.flush.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.redis.RedisAwayException;
import dev.switchbook.common.testing.ManualScheduler;
import dev.switchbook.recorder.settings.RecorderSettings.Revoke;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RevokeGuardTest {
    private static final String KEY = "cti_exten@d.test";

    private final MemoryRecords redis = new MemoryRecords();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> revoked = new ArrayList<>();
    private int withheld;
    private RevokeGuard guard = guard(Revoke.DELETED);

    RevokeGuardTest() {
        redis.put(KEY, "stays", "{}");
    }

    @Test
    void whoIsDeletedIsDroppedAfterAWhile() {
        changed(deleted("121"));
        scheduler.runDue();
        assertThat(revoked).isEmpty();
        settle();
        assertThat(revoked).containsExactly("121@d.test");
        settle();
        assertThat(revoked).hasSize(1);
    }

    @Test
    void whoIsThereAgainIsNot() {
        changed(deleted("121"), deleted("122"));
        redis.put(KEY, "121", "{}");
        settle();
        assertThat(revoked).containsExactly("122@d.test");
        assertThat(withheld).isZero();
    }

    @Test
    void upToTwentyAreMeantAndMoreAreAnAccident() {
        changed(many(20));
        settle();
        assertThat(revoked).hasSize(20);
        scheduler.advance(TimeUnit.SECONDS.toNanos(11));
        changed(many(21));
        settle();
        assertThat(revoked).hasSize(20);
        assertThat(withheld).isEqualTo(21);
    }

    @Test
    void manyThatComeOneByOneAreAnAccidentToo() {
        for (int i = 0; i < 21; i++) {
            changed(deleted("e" + i));
        }
        settle();
        assertThat(revoked).isEmpty();
        assertThat(withheld).isEqualTo(21);
        changed(deleted("one more"));
        settle();
        assertThat(withheld).isEqualTo(22);
        scheduler.advance(TimeUnit.SECONDS.toNanos(11));
        changed(deleted("later"));
        settle();
        assertThat(revoked).containsExactly("later@d.test");
    }

    @Test
    void oneDomainsAccidentIsNotAnothers() {
        changed(many(21));
        redis.put("cti_exten@e.test", "stays", "{}");
        guard.changed("e.test", found(deleted("1")), List.of());
        settle();
        assertThat(revoked).containsExactly("1@e.test");
    }

    @Test
    void whoseWholeDomainIsGoneIsNotDropped() {
        redis.keys.clear();
        changed(deleted("121"));
        settle();
        assertThat(revoked).isEmpty();
        assertThat(withheld).isOne();
        redis.noHashes.add(KEY);
        changed(deleted("122"));
        settle();
        assertThat(withheld).isEqualTo(2);
    }

    @Test
    void afterAFlushOfRedisNothingIsBelievedForAWhile() {
        guard.doubtful();
        changed(deleted("121"));
        settle();
        assertThat(revoked).isEmpty();
        assertThat(withheld).isOne();
    }

    @Test
    void whileRedisCannotBeAskedTheyWait() {
        redis.fault = new RedisAwayException("away");
        changed(deleted("121"));
        settle();
        settle();
        assertThat(revoked).isEmpty();
        redis.fault = null;
        settle();
        assertThat(revoked).containsExactly("121@d.test");
    }

    @Test
    void whileRedisRefusesToAnswerTheyWaitToo() {
        redis.fault = new RedisCommandExecutionException("NOPERM this user has no permissions");
        changed(deleted("121"));
        settle();
        assertThat(withheld).isZero();
        redis.fault = null;
        settle();
        assertThat(revoked).containsExactly("121@d.test");
    }

    @Test
    void whoIsDeletedAmongAMassOfChangesIsDropped() {
        Found found = new Found();
        for (int i = 0; i < 2000; i++) {
            found.add(new Change("m" + i, Change.Kind.CHANGED, null, null, false, 0));
        }
        found.add(deleted("121"));
        guard.changed("d.test", found, List.of());
        settle();
        assertThat(revoked).containsExactly("121@d.test");
    }

    @Test
    void whoIsThereAgainWithOtherSecretsIsLockedOut() {
        guard = guard(Revoke.CHANGED);
        long old = locked("121").secrets();
        redis.put(KEY, "121", "{'param':{'password':'new'}}");
        redis.put(KEY, "122", "{'param':{'password':'old'}}");
        changed(
                new Change("121", Change.Kind.DELETED, null, null, false, old),
                new Change("122", Change.Kind.DELETED, null, null, false, old));
        settle();
        assertThat(revoked).containsExactly("121@d.test");
    }

    @Test
    void changedSecretsCountIfThatIsWanted() {
        redis.put(KEY, "121", "{'param':{'password':'new'}}");
        redis.put(KEY, "122", "{'param':{'password':'old'}}");
        redis.put(KEY, "123", "{'param':{'password':'old','sip-forbid-register':'yes'}}");
        changed(locked("121"), locked("122"), locked("123"));
        settle();
        assertThat(revoked).isEmpty();
        guard = guard(Revoke.CHANGED);
        changed(
                locked("121"),
                locked("122"),
                locked("123"),
                new Change("124", Change.Kind.CHANGED, null, null, false, 0));
        settle();
        assertThat(revoked).containsExactly("121@d.test", "123@d.test");
    }

    @Test
    void fewEachOfManyDomainsAreAnAccidentToo() {
        for (int i = 0; i < 12; i++) {
            redis.put("cti_exten@" + i + ".test", "stays", "{}");
            guard.changed(i + ".test", found(many(10)), List.of());
        }
        settle();
        assertThat(revoked).isEmpty();
        assertThat(withheld).isEqualTo(120);
    }

    @Test
    void neverIsNever() {
        guard = guard(Revoke.NEVER);
        changed(many(21));
        settle();
        assertThat(revoked).isEmpty();
        assertThat(withheld).isZero();
    }

    private RevokeGuard guard(Revoke mode) {
        return new RevokeGuard(mode, new RevokeCheck(redis), scheduler, scheduler::now, new RevokeGuard.Listener() {
            @Override
            public void revoke(List<Revocation> due) {
                due.forEach(each -> revoked.add(each.extension() + "@" + each.domain()));
            }

            @Override
            public void withheld(int count) {
                withheld += count;
            }
        });
    }

    private void changed(Change... changes) {
        guard.changed("d.test", found(changes), List.of());
    }

    private static Found found(Change... changes) {
        Found found = new Found();
        for (Change change : changes) {
            found.add(change);
        }
        return found;
    }

    private static Change deleted(String extension) {
        return new Change(extension, Change.Kind.DELETED, null, null, false, 0);
    }

    private static Change locked(String extension) {
        long old = RecordSecrets.of(json("{'param':{'password':'old'}}")).hash();
        return new Change(extension, Change.Kind.CHANGED, null, null, true, old);
    }

    private static Change[] many(int count) {
        Change[] all = new Change[count];
        for (int i = 0; i < count; i++) {
            all[i] = deleted("m" + i);
        }
        return all;
    }

    private void settle() {
        scheduler.advance(TimeUnit.SECONDS.toNanos(1));
    }
}
