// Test a Java program against the emulator: java examples/java/PassportTest.java
//
// The emulator is a child process; the first line of its output is JSON with the address, the
// keys, the projects and a user. Set HWOCR to another command if `hwocr` is not on the path.
// Needs Java 17 or newer and nothing else; with a JSON library, `field` is not needed.
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class PassportTest {
    private static final String REGION = "ap-southeast-1";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static String info;

    public static void main(String[] arguments) throws Exception {
        String command = System.getenv().getOrDefault("HWOCR", "hwocr");
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("emulator", "--port", "0", "--engine", "none"));
        Process emulator = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            info = emulator.inputReader().readLine();
            scriptedResultIsReturned();
            throttledRequestIsAnErrorWithACode();
            System.out.println("passed");
        } finally {
            emulator.destroy();
            emulator.waitFor();
        }
    }

    private static void scriptedResultIsReturned() throws Exception {
        String example = post("/_emulator/examples/recognize_passport",
                "{\"surname\": \"SMITH\"}", Map.of()).body();
        String result = example.substring(example.indexOf(':') + 1, example.lastIndexOf('}'));
        post("/_emulator/answers",
                "{\"operation\": \"recognize_passport\", \"times\": 1, \"answer\": " + result + "}",
                Map.of());
        HttpResponse<String> response = passport();
        check("status", 200, response.statusCode());
        check("surname", "SMITH", field("surname", response.body()));
    }

    private static void throttledRequestIsAnErrorWithACode() throws Exception {
        post("/_emulator/faults",
                "{\"fault\": {\"kind\": \"error\", \"code\": \"APIG.0308\", \"retry_after\": 2},"
                        + " \"operation\": \"recognize_passport\", \"times\": 1}", Map.of());
        HttpResponse<String> response = passport();
        check("status", 429, response.statusCode());
        check("code", "APIG.0308", field("error_code", response.body()));
        check("Retry-After", "2", response.headers().firstValue("retry-after").orElse(""));
    }

    private static HttpResponse<String> passport() throws Exception {
        byte[] image = Files.readAllBytes(Path.of("examples/images/passport.png"));
        String body = "{\"image\": \"" + Base64.getEncoder().encodeToString(image) + "\"}";
        String path = "/v2/" + field(REGION, info) + "/ocr/passport";
        return post(path, body, Map.of("X-Auth-Token", token()));
    }

    private static String token() throws Exception {
        String user = "{\"name\": \"" + field("name", info) + "\", \"password\": \""
                + field("password", info) + "\", \"domain\": {\"name\": \""
                + field("domain", info) + "\"}}";
        HttpResponse<String> response = post("/v3/auth/tokens",
                "{\"auth\": {\"identity\": {\"methods\": [\"password\"], \"password\": {\"user\": "
                        + user + "}}, \"scope\": {\"project\": {\"name\": \"" + REGION + "\"}}}}",
                Map.of());
        check("status of the token", 201, response.statusCode());
        return response.headers().firstValue("x-subject-token").orElseThrow();
    }

    private static HttpResponse<String> post(String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(field("url", info) + path))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Return a text value of a JSON document by its name. */
    private static String field(String name, String json) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new AssertionError("no " + name);
        }
        return found.group(1);
    }

    private static void check(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + ": expected " + expected + ", got " + found);
        }
    }
}
