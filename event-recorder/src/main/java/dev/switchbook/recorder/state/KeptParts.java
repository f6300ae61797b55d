package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.event.ContactEvent;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Understands what an earlier recorder kept of records. That is half of the work of loading a state and needs nothing of it, so another
 * thread may do it meanwhile; one at a time.
 */
public final class KeptParts {
    private final CallParts calls;
    private final RegistrationParts registrations = new RegistrationParts();
    private final LongSupplier nanoClock;

    /** What was kept of one record; {@link NodeState#load(dev.switchbook.recorder.change.Place, Kept)} takes it. */
    public sealed interface Kept {}

    record OfCall(CallParts.Kept legs) implements Kept {}

    record OfHead(CallParts.KeptHead head) implements Kept {}

    record OfRegistration(List<ContactEvent> contacts) implements Kept {}

    /** @param fields the headers that a call record has of each leg */
    public KeptParts(List<String> fields, LongSupplier nanoClock) {
        this.calls = new CallParts(fields);
        this.nanoClock = nanoClock;
    }

    /** What a call record's head says, {@code "username":"…","current":"…","notify":"…"}; null when it cannot be understood. */
    public @Nullable Kept readHead(byte[] head) {
        CallParts.KeptHead read = CallParts.readHead(head);
        return read == null ? null : new OfHead(read);
    }

    /** Null when it cannot be understood; then a snapshot finds again what it was about. */
    public @Nullable Kept read(Block block, byte[] part) {
        if (block == Block.CALL) {
            CallParts.Kept legs = calls.read(part);
            return legs == null ? null : new OfCall(legs);
        }
        List<ContactEvent> contacts = registrations.read(part, nanoClock.getAsLong());
        return contacts.isEmpty() ? null : new OfRegistration(contacts);
    }
}
