package dev.switchbook.recorder.simulated;

import org.jspecify.annotations.Nullable;

/** A call of two parties, one step at a time. Steps fire their events in the captured order. */
public final class Call {

    /** In which order the two legs end; all of them were seen. */
    public enum Ending {
        /** C1: HANGUP A, HANGUP B, UNBRIDGE, B ends, A ends. */
        HANGUPS_FIRST,
        /** C2: HANGUP B, HANGUP_COMPLETE B, UNBRIDGE, HANGUP A, DESTROY B, A ends. */
        UNBRIDGE_FIRST,
        /** C9: HANGUP B, UNBRIDGE, HANGUP A, B ends, A ends. */
        TOGETHER,
        /** C12: HANGUP A, HANGUP B, UNBRIDGE, A ends, B ends. */
        CALLER_ENDS_FIRST,
        /** Overload: each HANGUP arrives behind its HANGUP_COMPLETE. */
        HANGUP_LATE
    }

    private final Core core;
    private final Leg a;
    private @Nullable Leg b;
    private final Leg planned;
    private final @Nullable Phone caller;
    private boolean bridged;

    Call(Core core, Leg a, Leg b, @Nullable Phone caller) {
        this.core = core;
        this.a = a;
        this.planned = b;
        this.caller = caller;
    }

    /** The caller's leg. */
    public Leg a() {
        return a;
    }

    /** The called leg; exists from {@link #ring} or {@link #earlyMedia} on. */
    public Leg b() {
        return planned;
    }

    /** CREATE of the caller's leg, behind the log-in of its INVITE. */
    public Call invite(Registrar registrar) {
        synchronized (core) {
            if (caller != null) {
                registrar.inviteAuth(caller, a.origin().callee(), a.origin().sipCallId());
            }
            a.create();
        }
        return this;
    }

    /** The called leg is created. */
    public Call reach() {
        synchronized (core) {
            planned.other(a);
            a.other(planned);
            planned.create();
            b = planned;
        }
        return this;
    }

    /** The called phone rings. */
    public Call ring() {
        synchronized (core) {
            reach();
            planned.progress(false);
            a.progress(false);
        }
        return this;
    }

    /** The called phone sends media before it answers: BRIDGE comes before ANSWER. */
    public Call earlyMedia() {
        synchronized (core) {
            reach();
            planned.progress(true);
            a.progress(true);
            a.bridge();
            bridged = true;
        }
        return this;
    }

    public Call answer() {
        synchronized (core) {
            planned.answer();
            if (bridged) {
                a.answer();
            } else {
                if (!a.answered()) {
                    a.answer();
                }
                a.bridge();
                bridged = true;
            }
            updates();
        }
        return this;
    }

    /** CALL_UPDATE of both legs, either first, now and then twice. */
    private void updates() {
        boolean callerFirst = core.random().nextBoolean();
        int times = core.random().nextInt(8) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            (callerFirst ? a : planned).fire("CALL_UPDATE");
            (callerFirst ? planned : a).fire("CALL_UPDATE");
        }
    }

    public Call hold(Leg leg) {
        synchronized (core) {
            leg.hold();
        }
        return this;
    }

    public Call unhold(Leg leg) {
        synchronized (core) {
            leg.unhold();
        }
        return this;
    }

    /** The end of an answered call, legs ending in an order drawn from the seed. */
    public Call hangup() {
        synchronized (core) {
            return hangup(Ending.values()[core.random().nextInt(4)]);
        }
    }

    /** The end of an answered call. */
    public Call hangup(Ending ending) {
        synchronized (core) {
            String cause = "NORMAL_CLEARING";
            switch (ending) {
                case HANGUPS_FIRST, CALLER_ENDS_FIRST -> {
                    a.hangup(cause);
                    planned.hangup(cause);
                    a.fire("CHANNEL_UNBRIDGE");
                    boolean callerFirst = ending == Ending.CALLER_ENDS_FIRST;
                    end(callerFirst ? a : planned);
                    end(callerFirst ? planned : a);
                }
                case UNBRIDGE_FIRST -> {
                    planned.hangup(cause);
                    planned.complete();
                    a.fire("CHANNEL_UNBRIDGE");
                    a.hangup(cause);
                    planned.destroy();
                    end(a);
                }
                case TOGETHER -> {
                    planned.hangup(cause);
                    a.fire("CHANNEL_UNBRIDGE");
                    a.hangup(cause);
                    end(planned);
                    end(a);
                }
                case HANGUP_LATE -> {
                    a.fire("CHANNEL_UNBRIDGE");
                    endLate(planned, cause);
                    endLate(a, cause);
                }
            }
        }
        return this;
    }

    private void endLate(Leg leg, String cause) {
        core.delivery().swapNext();
        leg.hangup(cause);
        leg.complete();
        leg.destroy();
    }

    static void end(Leg leg) {
        leg.complete();
        leg.destroy();
    }

    /** The caller gives up before the answer. */
    public Call cancel() {
        synchronized (core) {
            a.hangup("ORIGINATOR_CANCEL");
            Leg called = b;
            if (called != null) {
                called.hangup("ORIGINATOR_CANCEL");
            }
            end(a);
            if (called != null) {
                end(called);
            }
        }
        return this;
    }

    /** Nobody answers in time: the cause of the attempt is on the called leg. */
    public Call noAnswer() {
        synchronized (core) {
            planned.hangup("NO_ANSWER");
            a.hangup("NORMAL_CLEARING");
            end(planned);
            end(a);
        }
        return this;
    }

    /** The called phone refuses at once: no PROGRESS. */
    public Call refuse(String cause) {
        synchronized (core) {
            reach();
            planned.hangup(cause);
            planned.complete();
            a.hangup(cause);
            planned.destroy();
            end(a);
        }
        return this;
    }

    /** 486. */
    public Call busy() {
        return refuse("USER_BUSY");
    }

    /** 603. */
    public Call decline() {
        return refuse("CALL_REJECTED");
    }

    /** No phone there: no called leg at all. */
    public Call notRegistered() {
        synchronized (core) {
            a.hangup("USER_NOT_REGISTERED");
            end(a);
        }
        return this;
    }
}
