package dev.switchbook.directory.lookup;

import java.util.Map;

/** Told by whoever searches whole domains, so that what is known besides need not be read once more. */
public interface Searches {

    /** Nobody listens. */
    Searches UNHEARD = new Searches() {
        @Override
        public Search begins(String domain) {
            return page -> {};
        }

        @Override
        public void learnt(String domain) {}
    };

    /**
     * A search of a domain begins.
     *
     * @param domain the domain that holds the records
     * @return is told what the search reads
     */
    Search begins(String domain);

    /** One search. */
    @FunctionalInterface
    interface Search {

        /** A page was read, extension and record. */
        void page(Map<String, byte[]> page);

        /** All of the domain was read. Not told of a search that failed. */
        default void ended() {}
    }

    /** The aliases of a domain may be others than before. */
    void learnt(String domain);
}
