package dev.switchbook.common.ops;

/** What one part of a service says about itself when a probe asks. */
@FunctionalInterface
public interface HealthCheck {
    /**
     * Tells the state as it is known; runs on the ops event loop and must not block. Whatever it throws counts as failed.
     */
    State state();

    /**
     * The answer.
     *
     * @param healthy whether the part does its work
     * @param detail one line for the reader, without secrets
     */
    record State(boolean healthy, String detail) {
        private static final State OK = new State(true, "ok");

        /** The part does its work. */
        public static State ok() {
            return OK;
        }

        /** The part does its work, and this is worth knowing. */
        public static State ok(String detail) {
            return new State(true, detail);
        }

        /** The part does not do its work, for this reason. */
        public static State failed(String reason) {
            return new State(false, reason);
        }
    }
}
