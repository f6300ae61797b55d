package dev.switchbook.recorder.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A FreeSWITCH of few words: answers what the test has told it to answer, and nothing else than the captured one would. */
final class ScriptedPeer implements AutoCloseable {
    static final String CORE = "38e5ad73-6f69-4ac6-9411-0d41e77baed7";
    static final String OK = "+OK accepted";
    static final String UNKNOWN = "-ERR command not found";

    private final ServerSocket server;
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, String> apis = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, String> replies = new ConcurrentHashMap<>();

    volatile String core = CORE;
    volatile String login = "auth secret";
    volatile @Nullable String greeting = "Content-Type: auth/request\n\n";
    volatile boolean byteByByte;
    /** Reads, and says nothing. */
    volatile boolean dumb;
    /** Runs before an api command is answered. */
    volatile UnaryOperator<String> beforeApi = UnaryOperator.identity();

    volatile boolean firesMarks = true;
    volatile boolean deniesMarks;

    ScriptedPeer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        api("global_getvar core_uuid", CORE);
        api("switchname", "pbx-lab");
        profiles("internal");
        api("sofia xmlstatus profile internal reg", registrations());
        api("show channels as json", "{\"row_count\": 0}\n");
        daemon("peer-accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What {@code api COMMAND} is answered. */
    void api(String command, String body) {
        apis.put(command, body);
    }

    /** What a command whose first word this is gets for a reply. */
    void reply(String word, String text) {
        replies.put(word, text);
    }

    void profiles(String... names) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<profiles>\n");
        for (String name : names) {
            xml.append("<profile>\n<name>")
                    .append(name)
                    .append("</name>\n<type>profile</type>\n<data>sip:mod_sofia@127.0.0.1:5060</data>\n")
                    .append("<state>RUNNING (2)</state>\n</profile>\n");
        }
        api("sofia xmlstatus", xml.append("</profiles>\n").toString());
    }

    static String registrations(String... users) {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<profile>\n  <registrations>\n");
        for (String user : users) {
            xml.append("    <registration>\n        <call-id>call-")
                    .append(user)
                    .append("</call-id>\n        <user>")
                    .append(user)
                    .append("</user>\n        <contact>&quot;&quot; &lt;sip:")
                    .append(user)
                    .append(":5062&gt;</contact>\n        <agent>LabPhone/1.0</agent>\n")
                    .append(
                            "        <status>Registered(UDP)(unknown) exp(2026-11-22 16:41:08) expsecs(3655)</status>\n")
                    .append("        <ping-status>Reachable</ping-status>\n        <ping-time>0.00</ping-time>\n")
                    .append("        <host>pbx-lab</host>\n        <network-ip>127.0.0.1</network-ip>\n")
                    .append("        <network-port>5062</network-port>\n        <sip-auth-user>121</sip-auth-user>\n")
                    .append("        <sip-auth-realm>127.0.0.1</sip-auth-realm>\n")
                    .append("        <mwi-account>121@127.0.0.1</mwi-account>\n    </registration>\n");
        }
        return xml.append("  </registrations>\n</profile>\n").toString();
    }

    static String channels(String... uuids) {
        StringBuilder json =
                new StringBuilder("{\"row_count\":").append(uuids.length).append(",\"rows\":[");
        for (int i = 0; i < uuids.length; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"uuid\":\"")
                    .append(uuids[i])
                    .append(
                            "\",\"direction\":\"inbound\",\"created\":\"2026-11-22 15:40:09\",\"name\":\"sofia/internal/121\",")
                    .append("\"presence_id\":\"121@127.0.0.1\",\"callstate\":\"ACTIVE\",\"call_uuid\":\"")
                    .append(uuids[i])
                    .append("\"}");
        }
        return json.append("]}").toString();
    }

    /** Fires an event at all who have subscribed. */
    void event(String name, String id) {
        fire("{\"Event-Name\":\"" + name + "\",\"Core-UUID\":\"" + core
                + "\",\"FreeSWITCH-Switchname\":\"pbx-lab\",\"Unique-ID\":\"" + id + "\"}");
    }

    private void fire(String json) {
        for (Session session : sessions) {
            if (session.subscribed) {
                session.sendEvent(json);
            }
        }
    }

    /** Connections that are open now. */
    List<Session> open() {
        return sessions.stream().filter(session -> !session.socket.isClosed()).toList();
    }

    /** All connections there ever were, in their order. */
    List<Session> sessions() {
        return sessions;
    }

    Session commandSocket() {
        return open().stream()
                .filter(session -> !session.subscribed)
                .findFirst()
                .orElseThrow();
    }

    Session eventSocket() {
        return open().stream().filter(session -> session.subscribed).findFirst().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Session session : sessions) {
            session.end();
        }
    }

    private void accept() {
        try {
            while (true) {
                Session session = new Session(server.accept());
                sessions.add(session);
                daemon("peer-session", session::run);
            }
        } catch (IOException e) {
            // The server socket was closed: the test is over.
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection. */
    final class Session {
        final List<String> commands = new CopyOnWriteArrayList<>();
        volatile boolean subscribed;
        private final Socket socket;

        Session(Socket socket) {
            this.socket = socket;
        }

        void end() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        synchronized void send(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            try {
                OutputStream out = socket.getOutputStream();
                if (byteByByte) {
                    for (byte b : bytes) {
                        out.write(b);
                        out.flush();
                    }
                } else {
                    out.write(bytes);
                }
            } catch (IOException e) {
                end();
            }
        }

        void sendEvent(String json) {
            send("Content-Length: " + json.getBytes(UTF_8).length + "\nContent-Type: text/event-json\n\n" + json);
        }

        private void run() {
            try {
                socket.setTcpNoDelay(true);
                String first = greeting;
                if (first != null) {
                    send(first);
                }
                serve(socket.getInputStream());
            } catch (IOException e) {
                // The link has gone away.
            } finally {
                end();
            }
        }

        private void serve(InputStream in) throws IOException {
            StringBuilder text = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                text.append((char) c);
                int length = text.length();
                if (length > 1 && text.charAt(length - 1) == '\n' && text.charAt(length - 2) == '\n') {
                    String command = text.substring(0, length - 2);
                    text.setLength(0);
                    commands.add(command);
                    if (!dumb) {
                        answer(command);
                    }
                }
            }
        }

        private void answer(String command) {
            if (command.startsWith("api ")) {
                answerApi(beforeApi.apply(command.substring(4)));
                return;
            }
            String word = command.split("[ \n]", -1)[0];
            String scripted = replies.get(word);
            if (scripted != null) {
                sendReply(scripted);
            } else if (command.equals(login)) {
                sendReply(OK);
            } else if (word.equals("auth") || word.equals("userauth")) {
                sendReply("-ERR invalid");
                sendNotice("Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n");
                end();
            } else {
                answerLoggedIn(word, command);
            }
        }

        private void answerLoggedIn(String word, String command) {
            switch (word) {
                case "event" -> {
                    if (deniesMarks && command.contains("switchbook::mark")) {
                        sendReply("-ERR permission denied");
                        return;
                    }
                    sendReply("+OK event listener enabled json");
                    subscribed = true;
                }
                case "sendevent" -> {
                    if (firesMarks) {
                        String id = command.substring(command.lastIndexOf(' ') + 1);
                        fire(
                                "{\"Event-Subclass\":\"switchbook::mark\",\"command\":\"sendevent CUSTOM\",\"Switchbook-Mark\":\""
                                        + id + "\",\"Event-Name\":\"CUSTOM\",\"Core-UUID\":\"" + core
                                        + "\",\"FreeSWITCH-Switchname\":\"pbx-lab\"}");
                    }
                    sendReply("+OK 4c1b0a3e-0000-4000-8000-000000000000");
                }
                case "exit" -> {
                    sendReply("+OK bye");
                    end();
                }
                default -> sendReply(UNKNOWN);
            }
        }

        private void answerApi(String command) {
            String body = apis.get(command);
            if (body == null && command.startsWith("uuid_exists")) {
                body = "false";
            } else if (body == null && command.startsWith("uuid_dump")) {
                body = "-ERR No such channel!\n";
            } else if (body == null) {
                body = "-ERR " + command.split(" ", -1)[0] + " Command not found!\n";
            }
            send("Content-Type: api/response\nContent-Length: " + body.getBytes(UTF_8).length + "\n\n" + body);
        }

        void sendReply(String text) {
            send("Content-Type: command/reply\nReply-Text: " + text + "\n\n");
        }

        void sendNotice(String text) {
            send("Content-Type: text/disconnect-notice\nContent-Length: " + text.length() + "\n\n" + text);
        }
    }
}
