package io.verdigris.testkit.contract;

import io.verdigris.hooks.CommandHook;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.PhaseHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The hook of the core that runs a command; this one leaves a file each time that it runs. */
class CommandHookContractTest extends PhaseHookContract {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path runs = Path.of("");
  private final CommandHook hook = new CommandHook();

  @AfterEach
  void close() {
    hook.close();
  }

  @Override
  protected PhaseHook hook() {
    return hook;
  }

  @Override
  protected HookRequest succeeding() {
    String log = "-Xlog:gc:file=" + runs.resolve("run-%p");
    return request("good", JAVA, log, "-version");
  }

  @Override
  protected HookRequest failing() {
    return request("bad", JAVA, "-no-such-option");
  }

  private static HookRequest request(String key, String... argv) {
    return ContractFixture.hook(key, CommandHook.run(argv).settings());
  }

  @Override
  protected OptionalInt begun() {
    try (var files = Files.list(runs)) {
      return OptionalInt.of((int) files.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
