package dev.switchbook.directory.alias;

import dev.switchbook.common.record.AliasReader;
import dev.switchbook.common.sweep.Reading;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.Note;
import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.lookup.Searches.Search;
import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.request.Names;
import java.util.HashMap;
import java.util.Map;

/** One reading of a domain. */
final class Sweep implements Reading {

    private final String key;
    private final Reports reports;
    private final Search search;
    private final Claims claims = new Claims();
    private final Map<String, String> lettersByLowerCase = new HashMap<>();

    Sweep(String domain, Reports reports, Search search) {
        this.search = search;
        this.key = Keys.extensions(domain);
        this.reports = reports;
    }

    @Override
    public void page(Map<String, byte[]> page) {
        search.page(page);
        page.forEach((extension, json) -> {
            String alias = AliasReader.alias(json);
            if (alias != null) {
                claims.add(alias, extension);
            }
            if (hasLetter(extension)) {
                compareCase(extension);
            }
        });
    }

    void ended() {
        search.ended();
    }

    Claims claims() {
        return claims;
    }

    /** FreeSWITCH compares ids without regard to case, this directory looks a name up exactly. */
    private void compareCase(String extension) {
        String other = lettersByLowerCase.putIfAbsent(Names.lowerCase(extension), extension);
        if (other != null && !other.equals(extension)) {
            String first = Claims.PRECEDENCE.compare(other, extension) < 0 ? other : extension;
            String second = first.equals(other) ? extension : other;
            Flaw flaw = new Flaw(Reason.CASE, "", "differs from the extension " + first + " in case alone");
            reports.note(new Note(key, second, flaw));
        }
    }

    private static boolean hasLetter(String extension) {
        for (int i = 0; i < extension.length(); i++) {
            char c = extension.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                return true;
            }
        }
        return false;
    }
}
