package dev.switchbook.common.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of the file as it is written there, before any placeholder is resolved, with its path and line. */
sealed interface Node {
    String path();

    int line();

    /** What it is, with its article, for messages. */
    String what();

    /** An object; its members stand in the file's order. */
    record Obj(String path, int line, Map<String, Member> members) implements Node {
        public Obj {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        static Obj empty(String path, int line) {
            return new Obj(path, line, Map.of());
        }

        String pathOf(String key) {
            return path.isEmpty() ? key : path + "." + key;
        }

        @Override
        public String what() {
            return "an object";
        }
    }

    /** A value under its key; {@code line} is the key's. */
    record Member(int line, Node value) {}

    /** A list. */
    record Arr(String path, int line, List<Node> items) implements Node {
        public Arr {
            items = List.copyOf(items);
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    /** A string without its quotes, or a number, boolean or null as its literal. */
    record Scalar(String path, int line, Kind kind, String text) implements Node {
        @Override
        public String what() {
            return kind.what;
        }

        boolean hasPlaceholder() {
            return kind == Kind.STRING && text.contains("${");
        }

        /** Without the text, which may be a secret. */
        @Override
        public String toString() {
            return path + ": " + kind.what;
        }
    }

    /** The kinds of scalars. */
    enum Kind {
        STRING("a string"),
        NUMBER("a number"),
        BOOLEAN("a boolean"),
        NULL("null");

        final String what;

        Kind(String what) {
            this.what = what;
        }
    }
}
