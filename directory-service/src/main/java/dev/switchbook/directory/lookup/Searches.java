package dev.switchbook.directory.lookup;

import java.util.Map;
import java.util.function.Consumer;

/** Told by whoever searches whole domains, so that what is known besides need not be read once more. */
public interface Searches {

    /** Nobody listens. */
    Searches UNHEARD = new Searches() {
        @Override
        public Consumer<Map<String, byte[]>> begins(String domain) {
            return page -> {};
        }

        @Override
        public void learnt(String domain) {}
    };

    /**
     * A search of a domain begins.
     *
     * @param domain the domain that holds the records
     * @return is given each page that the search reads, extension and record
     */
    Consumer<Map<String, byte[]>> begins(String domain);

    /** The aliases of a domain may be others than before. */
    void learnt(String domain);
}
