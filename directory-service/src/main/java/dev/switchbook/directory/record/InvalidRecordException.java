package dev.switchbook.directory.record;

/** Leaves the parser at the first flaw; never leaves this package. */
final class InvalidRecordException extends Exception {

    private final Flaw flaw;

    InvalidRecordException(Reason reason, String field, String detail) {
        super(detail, null, false, false);
        this.flaw = new Flaw(reason, field, detail);
    }

    Flaw flaw() {
        return flaw;
    }
}
