package dev.switchbook.recorder.simulated;

import dev.switchbook.recorder.simulated.Templates.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All kinds of calls. A method that returns a {@link Call} leaves it where its name says; the others run to their end. */
public final class Calls {
    private final Core core;
    private final Faults faults;
    private final Registrar registrar;

    Calls(Core core, Faults faults, Registrar registrar) {
        this.core = core;
        this.faults = faults;
        this.registrar = registrar;
    }

    private Leg leg(Role role, @Nullable Phone phone, String caller, String callee, String domain) {
        return new Leg(core, faults, new Leg.Origin(role, phone, caller, callee, domain, registrar.nextCallId()));
    }

    private Leg called(String caller, Phone callee) {
        return leg(Role.CALLED, callee, caller, callee.extension(), callee.domain());
    }

    /** A phone calls another: the caller's leg is there, the called one not yet. */
    public Call dial(Phone caller, Phone callee) {
        synchronized (core) {
            Leg a = leg(Role.CALLER, caller, caller.aor(), callee.extension(), caller.domain());
            return new Call(core, a, called(caller.aor(), callee), caller).invite(registrar);
        }
    }

    /** Somebody calls in from outside: a leg that is nobody's. */
    public Call external(String number, Phone callee) {
        synchronized (core) {
            Leg a = leg(Role.EXTERNAL, null, number, callee.extension(), callee.domain());
            return new Call(core, a, called(number, callee), null).invite(registrar);
        }
    }

    /** An answered call. */
    public Call talk(Phone caller, Phone callee) {
        return dial(caller, callee).ring().answer();
    }

    /** Click to call: both legs outbound; answered. */
    public Call clickToCall(Phone first, Phone second) {
        synchronized (core) {
            Leg a = leg(Role.ORIGINATED, first, second.extension(), first.extension(), first.domain());
            a.create();
            a.progress(false);
            a.answer();
            a.fire("CALL_UPDATE");
            Leg b = called(first.extension(), second);
            Call call = new Call(core, a, b, null);
            call.reach();
            b.progress(false);
            return call.answer();
        }
    }

    /** Click to call, the first phone is busy. */
    public void clickToCallBusy(Phone first, Phone second) {
        synchronized (core) {
            Leg a = leg(Role.ORIGINATED, first, second.extension(), first.extension(), first.domain());
            a.create();
            a.hangup("USER_BUSY");
            Call.end(a);
        }
    }

    /** Several phones ring, the last of {@code callees} wins; the call is answered. */
    public Call fork(Phone caller, List<Phone> callees) {
        synchronized (core) {
            Phone winner = callees.get(callees.size() - 1);
            Call call = dial(caller, winner);
            List<Leg> losers = new ArrayList<>();
            for (Phone phone : callees.subList(0, callees.size() - 1)) {
                Leg leg = called(caller.aor(), phone);
                leg.other(call.a());
                leg.create();
                losers.add(leg);
            }
            call.reach();
            losers.forEach(leg -> leg.progress(false));
            call.b().progress(false);
            call.a().progress(false);
            losers.forEach(leg -> leg.hangup("LOSE_RACE"));
            call.answer();
            losers.forEach(Call::end);
            return call;
        }
    }

    /** One phone alone: in a conference, an echo, parked. Answered. */
    public Leg alone(Phone phone, String dialled) {
        synchronized (core) {
            Leg leg = leg(Role.SINGLE, phone, phone.aor(), dialled, phone.domain());
            registrar.inviteAuth(phone, dialled, leg.origin().sipCallId());
            leg.create();
            leg.answer();
            return leg;
        }
    }

    /** A leg that is {@link #alone} ends. */
    public void end(Leg leg) {
        synchronized (core) {
            leg.hangup("NORMAL_CLEARING");
            Call.end(leg);
        }
    }

    /** All enter one conference. */
    public List<Leg> conference(List<Phone> phones) {
        synchronized (core) {
            List<Leg> legs = new ArrayList<>();
            phones.forEach(phone -> legs.add(alone(phone, "3000")));
            return legs;
        }
    }

    /** A parked leg is picked up by another phone: two inbound legs are bridged. */
    public Call pickUp(Leg parked, Phone by) {
        synchronized (core) {
            Leg leg = alone(by, "5557");
            leg.other(parked);
            parked.other(leg);
            parked.bridge();
            parked.fire("CALL_UPDATE");
            leg.fire("CALL_UPDATE");
            return new Call(core, parked, leg, null);
        }
    }

    /** A, loopback, B: four legs, of which two are somebody's. Runs to its end. */
    public void loopback(Phone caller, Phone callee) {
        synchronized (core) {
            String domain = caller.domain();
            Leg a = leg(Role.CALLER, caller, caller.aor(), "*14*" + callee.extension(), domain);
            Leg la = leg(Role.LOOPBACK_A, null, caller.aor(), callee.extension(), domain);
            Leg lb = leg(Role.LOOPBACK_B, null, caller.aor(), callee.extension(), domain);
            Leg b = called(caller.aor(), callee);
            la.other(a);
            b.other(lb);
            registrar.inviteAuth(caller, "*14*" + callee.extension(), a.origin().sipCallId());
            a.create();
            a.progress(true);
            la.create();
            lb.create();
            b.create();
            b.progress(false);
            la.progress(false);
            lb.progress(false);
            b.answer();
            la.answer();
            lb.answer();
            lb.other(b);
            lb.bridge();
            a.answer();
            a.other(la);
            a.fire("CALL_UPDATE");
            a.bridge();
            b.fire("CALL_UPDATE");
            a.fire("CALL_UPDATE");
            b.fire("CALL_UPDATE");
            a.hangup("NORMAL_CLEARING");
            la.hangup("NORMAL_CLEARING");
            a.fire("CHANNEL_UNBRIDGE");
            lb.hangup("NORMAL_CLEARING");
            la.complete();
            Call.end(a);
            b.hangup("NORMAL_CLEARING");
            lb.fire("CHANNEL_UNBRIDGE");
            Call.end(lb);
            la.destroy();
            Call.end(b);
        }
    }

    /** {@code by} sends its partner to another phone and leaves; answered by that one. */
    public Call blindTransfer(Call call, Leg by, Phone target) {
        synchronized (core) {
            Leg stays = by == call.a() ? call.b() : call.a();
            call.a().fire("CHANNEL_UNBRIDGE");
            by.hangup("BLIND_TRANSFER");
            Call.end(by);
            stays.other(null);
            Leg c = called(
                    stays.origin().role() == Role.CALLED
                            ? stays.origin().callee()
                            : stays.origin().caller(),
                    target);
            Call next = new Call(core, stays, c, null).reach();
            c.progress(false);
            return next.answer();
        }
    }

    /** {@code by} asks {@code target} first (a second call), then joins the two and leaves. */
    public Call attendedTransfer(Call call, Leg by, Phone asker, Phone target) {
        synchronized (core) {
            Leg stays = by == call.a() ? call.b() : call.a();
            by.hold();
            Call second = talk(asker, target);
            call.a().fire("CHANNEL_UNBRIDGE");
            second.a().fire("CHANNEL_UNBRIDGE");
            stays.other(second.b());
            second.b().other(stays);
            stays.bridge();
            stays.fire("CALL_UPDATE");
            second.b().fire("CALL_UPDATE");
            by.hangup("ATTENDED_TRANSFER");
            second.a().hangup("ATTENDED_TRANSFER");
            Call.end(by);
            Call.end(second.a());
            return new Call(core, stays, second.b(), null);
        }
    }

    /** CHANNEL_UUID; returns the new uuid. */
    public String rename(Leg leg) {
        synchronized (core) {
            leg.rename(core.newUuid());
            return leg.uuid();
        }
    }

    /** Many more variables on one event of a leg: a CALL_UPDATE of about so many bytes. */
    public void giantEvent(Leg leg, int bytes) {
        synchronized (core) {
            leg.fire("CALL_UPDATE", EslHeader.of("variable_giant", "x".repeat(bytes)));
        }
    }
}
