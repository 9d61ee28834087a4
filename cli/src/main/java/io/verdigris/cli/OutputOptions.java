package io.verdigris.cli;

import picocli.CommandLine.Option;

/** How results are printed, and how much is said about them. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text or json; default text.")
  private Format format = Format.TEXT;

  @Option(
      names = {"-v", "--verbose"},
      description = "Logs what happens to standard error, and stack traces.")
  private boolean verbose;

  /** How results are printed. */
  enum Format {
    /** For people. */
    TEXT,
    /** For pipelines: one JSON object a line. */
    JSON
  }

  boolean json() {
    return format == Format.JSON;
  }

  boolean verbose() {
    return verbose;
  }
}
