package dev.switchbook.recorder.esl.api;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code sofia xmlstatus}: the profiles' names; gateways and aliases stand between them. */
public final class ProfileScanner extends BodyLines {
    private static final int MAX = 1000;

    /** A profile is listed once more for TLS and for each web socket. */
    private final Set<String> names = new LinkedHashSet<>();

    private boolean inside;
    private String name = "";
    private String type = "";
    private boolean complete;
    private boolean tooMany;

    @Override
    void element(String line, boolean wasCut) {
        switch (tag(line)) {
            case "profile" -> {
                inside = true;
                name = "";
                type = "";
            }
            case "name" -> name = inside && !wasCut ? content(line, "name") : "";
            case "type" -> type = content(line, "type");
            case "/profile" -> add();
            case "/profiles" -> complete = true;
            default -> {}
        }
    }

    private void add() {
        boolean wanted = inside && type.equals("profile") && !name.isEmpty();
        inside = false;
        if (wanted && names.size() == MAX) {
            tooMany = true;
        } else if (wanted) {
            names.add(name);
        }
    }

    @Override
    boolean complete() {
        return complete && !tooMany;
    }

    /** Those found so far, in their order. */
    public List<String> names() {
        return List.copyOf(names);
    }
}
