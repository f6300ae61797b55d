package dev.switchbook.recorder.esl.api;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads {@code sofia xmlstatus profile NAME reg} and {@code … user USER@DOMAIN}. */
public final class RegistrationScanner extends BodyLines {
    private static final List<String> FIELDS = List.of(
            "call-id",
            "user",
            "contact",
            "agent",
            "status",
            "host",
            "network-ip",
            "network-port",
            "sip-auth-user",
            "sip-auth-realm");
    private static final int CONTACT = 2;
    private static final int AGENT = 3;
    private static final int AUTH_USER = 8;

    private final Consumer<RegisteredContact> rows;
    private final String[] values = new String[FIELDS.size()];
    private boolean inside;
    private boolean complete;

    /** @param rows told each row once it is whole */
    public RegistrationScanner(Consumer<RegisteredContact> rows) {
        this.rows = rows;
    }

    @Override
    void element(String line, boolean wasCut) {
        switch (line) {
            case "<registration>" -> {
                inside = true;
                Arrays.fill(values, null);
            }
            case "</registration>" -> tell();
            case "</profile>" -> complete = true;
            default -> {
                if (inside) {
                    field(line);
                }
            }
        }
    }

    @Override
    boolean complete() {
        return complete;
    }

    private void field(String line) {
        String tag = tag(line);
        int field = FIELDS.indexOf(tag);
        if (field < 0 || values[field] != null) {
            return;
        }
        String content = content(line, tag);
        // The others are printed as they are: what looks like an entity there is none.
        values[field] = switch (field) {
            case CONTACT, AGENT -> Entities.decode(content);
            case AUTH_USER -> Entities.percentDecode(content);
            default -> content;
        };
    }

    private void tell() {
        if (!inside) {
            return;
        }
        inside = false;
        rows.accept(new RegisteredContact(
                value(0), value(1), value(2), value(3), value(4), value(5), value(6), value(7), value(8), value(9)));
    }

    private String value(int field) {
        String value = values[field];
        return value == null ? "" : value;
    }
}
