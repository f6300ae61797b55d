package dev.switchbook.directory.record;

/** Leaves the parser at the first flaw; never leaves this package. */
final class InvalidRecordException extends Exception {

    private final Flaw flaw;

    InvalidRecordException(Reason reason, String field, String detail) {
        super(detail, null, false, false);
        this.flaw = new Flaw(reason, field, detail);
    }

    /** The same flaw, of a field that was not known where it was found. */
    InvalidRecordException in(String field) {
        return new InvalidRecordException(flaw.reason(), field, flaw.detail());
    }

    Flaw flaw() {
        return flaw;
    }
}
