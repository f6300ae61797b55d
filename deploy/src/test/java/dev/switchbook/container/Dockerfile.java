package dev.switchbook.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The instructions of {@code deploy/container/Dockerfile}, stage by stage. */
record Dockerfile(List<Stage> stages) {

    /** Seen from this module, as Maven runs its tests. */
    static final Path ROOT = Path.of("..");

    /** A stage; {@code base} is an image or the name of another stage. */
    record Stage(String name, String base, List<Instruction> instructions) {

        /** The arguments of each instruction of that name, in order. */
        List<String> all(String instruction) {
            return instructions.stream()
                    .filter(each -> each.name().equals(instruction))
                    .map(Instruction::arguments)
                    .toList();
        }

        /** Those of the last one, which is the one that counts; empty if there is none. */
        String last(String instruction) {
            List<String> all = all(instruction);
            return all.isEmpty() ? "" : all.get(all.size() - 1);
        }
    }

    /** One instruction, its continued lines joined. */
    record Instruction(String name, String arguments) {}

    static Dockerfile read() throws IOException {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage("", "", new ArrayList<>())); // what comes before the first FROM
        String text = Files.readString(ROOT.resolve("deploy/container/Dockerfile"));
        String joined = text.replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "");
        for (String line : joined.lines().toList()) {
            if (!line.isBlank()) {
                String[] words = line.split(" ", 2);
                if (words[0].equals("FROM")) {
                    String[] from = words[1].split(" AS ", 2);
                    stages.add(new Stage(from[1], from[0], new ArrayList<>()));
                } else {
                    stages.get(stages.size() - 1).instructions().add(new Instruction(words[0], words[1]));
                }
            }
        }
        return new Dockerfile(stages);
    }

    Stage stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no stage " + name));
    }

    /** The default of an {@code ARG} before the first stage. */
    String argument(String name) {
        return stages.get(0).all("ARG").stream()
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no ARG " + name));
    }
}
