package dev.switchbook.directory.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.common.ops.OpsRequest;
import dev.switchbook.common.ops.OpsResponse;
import dev.switchbook.common.ops.OpsRoute;
import dev.switchbook.directory.http.Credentials;
import dev.switchbook.directory.lookup.RedisDirectory;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * {@code /explain?user=&domain=}. On loopback for everybody who can reach it; elsewhere for those who may ask the
 * directory, and for nobody if the directory names no such.
 */
public final class ExplainRoute implements OpsRoute {

    private static final OpsResponse UNAUTHORIZED = OpsResponse.text(401, "the directory's credentials are needed\n")
            .with("WWW-Authenticate", "Basic realm=\"switchbook\"");
    private static final OpsResponse FORBIDDEN =
            OpsResponse.text(403, "off loopback this needs directory.credentials, and there are none\n");
    private static final OpsResponse INCOMPLETE =
            OpsResponse.text(400, "name both: /explain?user=1000&domain=localhost\n");

    private final ObjectMapper json = new ObjectMapper();
    private final RedisDirectory directory;
    private final Credentials credentials;
    private final boolean loopback;

    /**
     * The route.
     *
     * @param loopback whether the ops listener can be reached from this host alone
     */
    public ExplainRoute(RedisDirectory directory, Credentials credentials, boolean loopback) {
        this.directory = directory;
        this.credentials = credentials;
        this.loopback = loopback;
    }

    @Override
    public Mono<OpsResponse> answer(OpsRequest request) {
        if (!loopback && credentials.isOpen()) {
            return Mono.just(FORBIDDEN);
        }
        if (!loopback && !credentials.admit(request.authorization())) {
            return Mono.just(UNAUTHORIZED);
        }
        String user = request.query().get("user");
        String domain = request.query().get("domain");
        if (user == null || domain == null) {
            return Mono.just(INCOMPLETE);
        }
        return directory
                .find(user, domain)
                .map(finding -> response(200, Explanation.of(user, domain, finding, directory.document(finding))))
                .onErrorResume(fault ->
                        Mono.just(response(503, Explanation.unavailable(user, domain, directory.reason(fault)))));
    }

    private OpsResponse response(int status, Map<String, Object> told) {
        try {
            return OpsResponse.json(
                    status, json.writerWithDefaultPrettyPrinter().writeValueAsString(told) + '\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings, booleans and maps of them are always JSON", e);
        }
    }
}
