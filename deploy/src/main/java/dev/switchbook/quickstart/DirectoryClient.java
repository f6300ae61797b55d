package dev.switchbook.quickstart;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Asks a directory service on this machine as FreeSWITCH does. */
final class DirectoryClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI directory;
    private final String authorization;

    /** The credentials are {@code username:password}. */
    DirectoryClient(int port, String credentials) {
        this.directory = directory(port);
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the directory is asked. */
    static URI directory(int port) {
        return URI.create("http://127.0.0.1:" + port + "/directory");
    }

    /** The fields of a request by which FreeSWITCH asks for a user who logs in: those that count. */
    static String form(String user, String domain) {
        return "section=directory&tag_name=domain&key_name=name&key_value=" + encoded(domain)
                + "&action=sip_auth&key=id&user=" + encoded(user) + "&domain=" + encoded(domain);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Whether a look-up is answered, whatever with. */
    boolean answers(String user, String domain) throws InterruptedException {
        try {
            return ask(user, domain).statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** The password that FreeSWITCH would compare a login with. */
    String passwordOf(String user, String domain) throws InterruptedException, QuickstartException {
        HttpResponse<String> answer;
        try {
            answer = ask(user, domain);
        } catch (IOException e) {
            throw new QuickstartException("the directory service at " + directory + " does not answer", e);
        }
        if (answer.statusCode() != OK) {
            throw new QuickstartException("the directory service answered " + answer.statusCode() + ": "
                    + answer.body().strip());
        }
        return passwordIn(answer.body(), user + '@' + domain);
    }

    private static String passwordIn(String xml, String user) throws QuickstartException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
            String password = XPathFactory.newInstance()
                    .newXPath()
                    .evaluate("//user/params/param[@name='password']/@value", document);
            if (password.isEmpty()) {
                throw new QuickstartException(
                        "the directory service answered without a password for " + user + ":\n" + xml);
            }
            return password;
        } catch (IOException | SAXException | ParserConfigurationException | XPathExpressionException e) {
            throw new QuickstartException("the directory service's answer cannot be read", e);
        }
    }

    private HttpResponse<String> ask(String user, String domain) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(directory)
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(user, domain))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    }
}
