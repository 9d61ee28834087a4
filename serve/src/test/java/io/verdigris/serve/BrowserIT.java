package io.verdigris.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Rollout;
import io.verdigris.testkit.cluster.Patience;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * What a person sees and does in a real browser: Chromium, without a window, where it and its
 * driver are installed.
 */
class BrowserIT {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  @TempDir private Path profile;
  private Stage stage;
  private ChromeDriver browser;

  @BeforeEach
  void open() {
    Assumptions.assumeTrue(
        Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
        BROWSER + " and " + DRIVER + " are not installed (Debian: chromium, chromium-driver)");
    stage = new Stage(server -> server);
    browser = new ChromeDriver(driver(), options());
  }

  /** The paths are given, so that nothing is looked for or loaded from elsewhere. */
  private static ChromeDriverService driver() {
    return new ChromeDriverService.Builder()
        .usingDriverExecutable(DRIVER.toFile())
        .usingAnyFreePort()
        .build();
  }

  private ChromeOptions options() {
    return new ChromeOptions()
        .setBinary(BROWSER.toFile())
        .addArguments(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + profile);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
    if (stage != null) {
      stage.close();
    }
  }

  private void until(String what, String css, String text) {
    try {
      Patience.until(what, () -> shows(browser, css, text));
    } catch (AssertionError e) {
      String page = browser.findElement(By.tagName("body")).getText();
      throw new AssertionError(what + "; the page says:\n" + page, e);
    }
  }

  private static boolean shows(WebDriver page, String css, String text) {
    try {
      return page.findElements(By.cssSelector(css)).stream()
          .anyMatch(element -> element.getText().contains(text));
    } catch (StaleElementReferenceException e) {
      // the page has changed meanwhile
      return false;
    }
  }

  private void login() {
    browser.get(stage.server.address().toString());
    assertThat(browser.getCurrentUrl()).endsWith("/login");
    browser.findElement(By.id("name")).sendKeys("ann");
    browser.findElement(By.id("token")).sendKeys(Stage.TOKEN);
    browser.findElement(By.cssSelector("main button")).click();
    until("the fleet", "h1", "Applications");
  }

  /** Leaves a picture where {@code verdigris.pictures} names a directory. */
  private void picture(String name, int width) throws IOException {
    String directory = System.getProperty("verdigris.pictures", "");
    if (!directory.isEmpty()) {
      browser.manage().window().setSize(new Dimension(width, 900));
      File file = browser.getScreenshotAs(OutputType.FILE);
      Files.createDirectories(Path.of(directory));
      Files.copy(
          file.toPath(),
          Path.of(directory, name + "-" + width + ".png"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void a_person_approves_one_rollout_and_aborts_the_next_and_sees_both_move() throws Exception {
    Rollout first = stage.awaitingApproval("v2", Duration.ofSeconds(3));
    login();
    until("it waits", ".row", "VERIFY");
    picture("fleet", 1100);
    picture("fleet", 500);

    browser.findElement(By.cssSelector(".row")).click();
    until("the page is told by events", "body.live .home", "Verdigris");
    until("it waits for a person", ".notice", "a person's approval");
    picture("rollout", 1100);
    picture("rollout", 500);
    browser.findElement(By.id("approve")).click();

    until("it moves by itself", ".phases .end", "PROMOTED");
    until("green serves", ".colour.green", "live");
    assertThat(first.outcome().toCompletableFuture().get(60, TimeUnit.SECONDS).name())
        .isEqualTo("promoted");
    assertThat(first.events()).anyMatch(e -> e.message().equals("approved by ann"));
    assertThat(browser.findElements(By.cssSelector("body.live"))).as("told by events").hasSize(1);
    picture("promoted", 1100);

    Rollout second = stage.awaitingApproval("v3", Duration.ofSeconds(3));
    until("the next one is seen", ".phases .now", "VERIFY");
    browser.findElement(By.id("reason")).sendKeys("<b>wrong</b> version");
    browser.findElement(By.id("abort")).click();

    until("it goes back", ".badge", "REJECTED");
    until("why", ".notice.because", "aborted by ann: <b>wrong</b> version");
    assertThat(second.outcome().toCompletableFuture().get(60, TimeUnit.SECONDS).name())
        .isEqualTo("rejected");
    picture("aborted", 500);
  }
}
