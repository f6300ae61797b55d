package dev.switchbook.common.sweep;

import java.util.Map;

/** What one reading of a domain has found so far. Used on the sweeper's thread alone. */
@FunctionalInterface
public interface Reading {

    /** Takes up a page: extension to record. An extension may come more than once. */
    void page(Map<String, byte[]> page);
}
