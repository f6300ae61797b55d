package dev.switchbook.reference;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.Set;

/**
 * A directory server as a site would write it with Vert.x: one event loop, one connection to Redis, HGET for each request,
 * the record decoded and the XML written. Of directory.lua's behaviour.
 *
 * <p>{@code java -jar vertx-reference.jar PORT REDIS_PORT [TLS_PORT CERTIFICATE PRIVATE_KEY]}
 */
public final class VertxServer {
    private static final String ALLOWED = " ._@:/+,";
    private static final int BACKLOG = 4096;
    private static final int MAX_WAITING = 1024;
    private static final String NOT_FOUND = "<document type=\"freeswitch/xml\">\n<section name=\"result\">\n"
            + "<result status=\"not found\"/>\n</section>\n</document>\n";
    private static final String DIAL_STRING = escape("${sofia_contact(*/${dialed_user}@${dialed_domain})}");

    private final RedisConnection redis;

    private VertxServer(RedisConnection redis) {
        this.redis = redis;
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        RedisOptions options = new RedisOptions()
                .setConnectionString("redis://127.0.0.1:" + args[1])
                .setMaxWaitingHandlers(MAX_WAITING);
        Redis.createClient(vertx, options)
                .connect()
                .compose(redis -> {
                    VertxServer server = new VertxServer(redis);
                    HttpServerOptions plain = options();
                    var listening = vertx.createHttpServer(plain)
                            .requestHandler(server::answer)
                            .listen(Integer.parseInt(args[0]), "127.0.0.1");
                    if (args.length < 5) {
                        return listening;
                    }
                    HttpServerOptions tls = options()
                            .setSsl(true)
                            .setKeyCertOptions(
                                    new PemKeyCertOptions().setCertPath(args[3]).setKeyPath(args[4]))
                            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                            .setUseAlpn(false);
                    return listening.compose(first -> vertx.createHttpServer(tls)
                            .requestHandler(server::answer)
                            .listen(Integer.parseInt(args[2]), "127.0.0.1"));
                })
                .onFailure(fault -> {
                    System.err.println(fault);
                    System.exit(1);
                });
    }

    private static HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions();
        options.setAcceptBacklog(BACKLOG).setTcpNoDelay(true);
        return options;
    }

    private void answer(HttpServerRequest request) {
        request.setExpectMultipart(true); // has Vert.x decode the form, of whichever type
        request.end().onSuccess(end -> answer(request.response(), request.formAttributes()));
    }

    private void answer(HttpServerResponse response, MultiMap form) {
        String user = form.get("user");
        String domain = form.get("domain");
        if (!"directory".equals(form.get("section")) || user == null || domain == null) {
            send(response, NOT_FOUND);
            return;
        }
        redis.send(Request.cmd(Command.HGET, "cti_exten@" + domain, user))
                .onSuccess(reply -> send(response, reply == null ? NOT_FOUND : xml(user, domain, reply)))
                .onFailure(fault -> response.setStatusCode(503).end());
    }

    private static void send(HttpServerResponse response, String xml) {
        response.putHeader("Content-Type", "text/xml; charset=utf-8").end(Buffer.buffer(xml));
    }

    private static String xml(String user, String domain, Response reply) {
        JsonObject record = new JsonObject(reply.toBuffer());
        StringBuilder out = new StringBuilder(2048)
                .append("<document type=\"freeswitch/xml\">\n<section name=\"directory\">\n<domain name=\"")
                .append(escape(domain))
                .append("\">\n<params>\n<param name=\"dial&#45;string\" value=\"")
                .append(DIAL_STRING)
                .append("\"/>\n<param name=\"allow&#45;empty&#45;password\" value=\"false\"/>\n</params>\n")
                .append("<variables>\n</variables>\n<users>\n<user id=\"")
                .append(escape(user));
        for (Map.Entry<String, Object> attribute : record.getJsonObject("attribute", new JsonObject())) {
            out.append("\" ").append(attribute.getKey()).append("=\"").append(escape(attribute.getValue()));
        }
        out.append("\">\n<params>\n");
        fields(out, "param", record.getJsonObject("param"));
        out.append("<param name=\"allow&#45;empty&#45;password\" value=\"false\"/>\n");
        field(out, "param", "dial-var-cti_extension", user);
        field(out, "param", "dial-var-cti_domain", domain);
        out.append("</params>\n<variables>\n");
        fields(out, "variable", record.getJsonObject("variable"));
        field(out, "variable", "cti_extension", user);
        field(out, "variable", "cti_domain", domain);
        return out.append("</variables>\n</user>\n</users>\n</domain>\n</section>\n</document>\n")
                .toString();
    }

    private static void fields(StringBuilder out, String element, JsonObject values) {
        if (values != null) {
            for (Map.Entry<String, Object> value : values) {
                field(out, element, value.getKey(), value.getValue());
            }
        }
    }

    private static void field(StringBuilder out, String element, String name, Object value) {
        out.append('<')
                .append(element)
                .append(" name=\"")
                .append(escape(name))
                .append("\" value=\"")
                .append(escape(value))
                .append("\"/>\n");
    }

    /** Letters, digits, " ._@:/+," and what is not ASCII as they are; all else as a reference. */
    private static String escape(Object value) {
        String text = String.valueOf(value);
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c > 127
                    || ALLOWED.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append("&#").append((int) c).append(';');
            }
        }
        return out.toString();
    }
}
