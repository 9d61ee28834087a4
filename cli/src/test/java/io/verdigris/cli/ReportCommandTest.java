package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir Path dir;
  private final Shell shell = Shell.piped();

  private Path record(String name, RolloutOutcome outcome) {
    Path file = dir.resolve(name);
    var err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    try (var recording = Recording.to(file, err, InstantSource.fixed(Samples.START))) {
      recording.onEvent(
          Samples.event(
              0,
              Phase.ADMIT,
              Type.PHASE,
              "ADMIT begins",
              Map.of("event", "START", "owner", "ci-7")));
      recording.onEvent(Samples.phase(1, Phase.PROMOTE));
      recording.onEvent(
          Samples.event(2, Phase.PROMOTE, Type.SWITCHED, "to green", Map.of("live", "green")));
      recording.onEvent(
          Samples.event(
              8,
              Phase.MONITOR,
              Type.SAMPLE,
              "",
              Map.of("requests", "100", "errors", "3", "counted", "PT6S 100 3 0.1=90 0.5=100")));
      recording.onEvent(
          Samples.event(9, Phase.MONITOR, Type.REQUEST, "aborted by ann", Map.of("by", "ann")));
      recording.ended(Samples.WEB, outcome);
    }
    return file;
  }

  private static RolloutOutcome promoted() {
    return new RolloutOutcome.Promoted(
        "web-17", Optional.of(Colour.GREEN), "green is live", List.of("drained by force"));
  }

  @Test
  void a_record_becomes_the_page_that_the_run_would_have_written() throws IOException {
    Path from = record("web.json", promoted());
    Path page = dir.resolve("pages/web.html");

    int status = shell.run("report", "--from", from.toString(), "-o", page.toString());

    assertThat(status).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo("wrote " + page + System.lineSeparator());
    assertThat(Files.readString(page))
        .contains("<title>Verdigris</title>", "web-17", "badge promoted", "green is live")
        .as("notes, persons, processes and latency")
        .contains("drained by force", ">ann</td>", ">ci-7</td>", "How long requests took")
        .doesNotContain("promoted: green is live");
  }

  @Test
  void several_records_go_onto_one_page_with_a_title() throws IOException {
    var finding = new Finding("service", "web", "does not exist", "create it");
    Path one = record("one.json", promoted());
    Path other =
        record(
            "other.json",
            new RolloutOutcome.Rejected(
                "web-17", Optional.empty(), "refused", List.of(), List.of(finding)));
    Files.writeString(other, Files.readString(other).replace("web-17", "web-18"));
    Path page = dir.resolve("web.html");

    int status =
        shell.run(
            "report",
            "--from",
            one.toString(),
            "--from",
            other.toString(),
            "--title",
            "Week 7",
            "-o",
            page.toString());

    assertThat(status).as(shell.err()).isZero();
    assertThat(Files.readString(page))
        .contains("<h1>Week 7</h1>", "does not exist", "drained by force");
  }

  private void refuses(String what, String... args) {
    assertThat(shell.run(args)).isEqualTo(2);
    assertThat(shell.err()).contains(what).doesNotContain("\tat ");
    assertThat(dir.resolve("web.html")).doesNotExist();
  }

  @Test
  void what_cannot_be_read_or_written_is_named_and_nothing_is_written() throws IOException {
    String page = dir.resolve("web.html").toString();
    Path empty = Files.writeString(dir.resolve("empty.json"), "\n");
    Path broken = Files.writeString(dir.resolve("broken.json"), "{\"type\":\"phase\"}\n");
    Path odd =
        Files.writeString(
            dir.resolve("odd.json"),
            "{\"type\":\"outcome\",\"at\":\"2026-01-01T00:00:00Z\",\"rollout\":\"web-1\","
                + "\"namespace\":\"shop\",\"service\":\"web\",\"outcome\":\"monitor\","
                + "\"reason\":\"x\"}\n");

    refuses("does not exist", "report", "--from", dir + "/none.json", "-o", page);
    refuses("tells of no rollout", "report", "--from", empty.toString(), "-o", page);
    refuses("line 1: field \"at\" is missing", "report", "--from", broken.toString(), "-o", page);
    refuses(
        "field \"outcome\" is \"monitor\", but must be one of promoted",
        "report",
        "--from",
        odd.toString(),
        "-o",
        page);
    String record = record("web.json", promoted()).toString();
    refuses("is a directory", "report", "--from", record, "-o", dir.toString());
    refuses("Missing required option", "report", "--from", record);
  }
}
