import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Two outside judges of PDFs as one program: one line of JSON on standard output for each file, in their order.
 * Files are arguments; without any, each line of standard input names one, so that a single JVM serves a whole test.
 *
 * <p>Not here: any opinion of ours on what the verdict should be.
 */
public final class Judge {
    private static final String USAGE = """
        judge dss --trust ROOT.pem [--at UNIX_SECONDS] [FILE.pdf]...
        judge verapdf --flavour 2a|2b|ua1|... [FILE.pdf]...""";

    /** A judge: what it finds of a file it writes into {@code verdict}. */
    interface Examiner {
        void examine(File file, ObjectNode verdict) throws Exception;
    }

    private final ObjectMapper json = new ObjectMapper();
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Examiner examiner;

    private Judge(Examiner examiner) {
        this.examiner = examiner;
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        // Our standard output is the verdicts': what libraries print goes elsewhere.
        Deque<String> words = new ArrayDeque<>(Arrays.asList(arguments));
        Judge judge = new Judge(examiner(words));
        System.setOut(System.err);
        if (!words.isEmpty()) {
            for (String word : words) {
                judge.answer(word);
            }
            return;
        }
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            judge.answer(line);
        }
    }

    private static Examiner examiner(Deque<String> words) throws Exception {
        String name = words.isEmpty() ? "" : words.pop();
        String root = option(words, "--trust");
        String at = option(words, "--at");
        String flavour = option(words, "--flavour");
        if (name.equals("dss") && root != null) {
            return new Dss(new File(root), at == null ? null : Long.valueOf(at));
        }
        if (name.equals("verapdf") && flavour != null) {
            return new Verapdf(flavour);
        }
        System.err.println(USAGE);
        System.exit(2);
        return null;
    }

    private static String option(Deque<String> words, String name) {
        if (!name.equals(words.peek())) {
            return null;
        }
        words.pop();
        return words.pop();
    }

    /** A judge that gives up on a file has judged it, too. */
    private void answer(String path) throws IOException {
        ObjectNode verdict = json.createObjectNode().put("file", path);
        try {
            examiner.examine(new File(path), verdict);
        } catch (Exception | StackOverflowError failure) {
            verdict.removeAll();
            verdict.put("file", path).put("error", failure.toString());
        }
        out.println(json.writeValueAsString(verdict));
    }
}
