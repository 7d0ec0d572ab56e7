package io.qahan.deploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The live page in Chromium, against a whole pipeline; skipped where there is no Chromium. */
class LivePageInBrowserIT {
  private static final String SCREENSHOTS = "qahan.test.screenshots";
  private static final int WRONGLY_LABELLED = 400;

  @RegisterExtension static final OpenLivePage LIVE = new OpenLivePage();

  @TempDir Path directory;
  private Chromium page;

  @BeforeEach
  void takePage() {
    page = LIVE.page();
  }

  @Test
  void shouldShowImagesUnderTheirMasksAndWhatBecameOfThem() {
    page.await("pictures", () -> page.all(".picture canvas").size() >= 12);
    assertThat(pixels(".picture canvas"))
        .allSatisfy(canvas -> assertThat(canvas.get("bright")).isPositive())
        .allSatisfy(canvas -> assertThat(canvas.get("coloured")).isGreaterThan(20));
    page.at("masks").click();
    assertThat(pixels(".picture canvas"))
        .allSatisfy(canvas -> assertThat(canvas.get("bright")).isPositive())
        .allSatisfy(canvas -> assertThat(canvas.get("coloured")).isZero());

    page.await("verdicts", () -> !page.all(".picture.right, .picture.wrong").isEmpty());
    page.await("numbers", () -> page.text("accuracy").endsWith("%"));
    page.await("a head", () -> page.text("head").matches("v[1-9]\\d*"));
    page.await("the curve", () -> !page.all("#accuracy-chart path.served").isEmpty());
    page.await("latencies", () -> !page.all("#latency-charts rect.bar").isEmpty());
    page.await("the chain", () -> page.text("chain").contains("breaker closed"));
    assertThat(page.text("solve-p99")).endsWith(" ms");
    assertThat(page.text("health")).startsWith("ready");
  }

  @Test
  void shouldShowOneImageWithAllThatIsKnownOfIt() {
    pickAPicture();

    assertThat(pixels("#picked-image").get(0).get("coloured")).isZero();
    assertThat(pixels("#picked-mask").get(0).get("coloured")).isGreaterThan(20);
    assertThat(page.all("#picked-classes li")).hasSize(10);
    assertThat(page.all("#picked-stages > div")).hasSizeGreaterThan(5);
    assertThat(page.text("picked-verdict")).matches("Class \\d, [\\d.]+ %.*");
    assertThat(page.text("picked-facts")).contains("auto:exact", "keeps", "version");
  }

  @Test
  void shouldClassifyAnUploadedPng() throws Exception {
    Path png = Files.write(directory.resolve("digit.png"), png(image(3)));

    page.at("file").sendKeys(png.toString());
    awaitAnswer();

    assertThat(page.text("sent")).matches("Class \\d with .*mask by .+\\.");
    assertThat(pixels("#picked-image").get(0).get("bright")).isPositive();
    String id = page.all("#picked-facts dd").get(0).getText();
    assertThat(call(new Request.Builder().url(LIVE.url() + "predictions/" + id))).isEqualTo(200);
  }

  @Test
  void shouldClassifyAnImageThatIsDropped() throws Exception {
    page.script(
        """
        const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
        const dropped = new DataTransfer();
        dropped.items.add(new File([bytes], 'digit.png', {type: 'image/png'}));
        document.getElementById('drop').dispatchEvent(
          new DragEvent('drop', {dataTransfer: dropped, bubbles: true, cancelable: true}));
        """,
        Base64.getEncoder().encodeToString(png(image(4))));

    awaitAnswer();
  }

  @Test
  void shouldSayWhatIsWrongWithAFileThatIsNoImage() throws Exception {
    Path text = Files.writeString(directory.resolve("digit.png"), "seven");

    page.at("file").sendKeys(text.toString());
    page.await("a refusal", () -> !page.all("#sent.bad").isEmpty());

    assertThat(page.text("sent")).contains("PNG");
    assertThat(page.redLines()).singleElement().asString().contains("415");
  }

  @Test
  void shouldClassifyADigitThatIsDrawnWithThePointer() {
    WebElement field = page.at("draw");
    page.at("send").click();
    assertThat(page.text("sent")).isEqualTo("Draw something first.");

    page.actions()
        .moveToElement(field, -50, -80)
        .clickAndHold()
        .moveByOffset(100, 0)
        .moveByOffset(-40, 80)
        .moveByOffset(-20, 80)
        .release()
        .perform();
    assertThat(pixels("#draw").get(0).get("bright")).isGreaterThan(2_000);
    page.at("send").click();
    awaitAnswer();

    assertThat(pixels("#picked-image").get(0).get("bright")).isBetween(20L, 200L);
    page.at("clear").click();
    assertThat(pixels("#draw").get(0).get("bright")).isZero();
  }

  @Test
  void shouldRefuseOrdersWithoutTheTokenAndCarryThemOutWithIt() {
    page.await("the buttons", () -> page.at("operate").isDisplayed());
    press("freeze");
    assertThat(page.all("#token:invalid")).hasSize(1);
    assertThat(page.text("controlled")).isEmpty();

    page.at("token").sendKeys("another token, a wrong one");
    press("freeze");
    page.await("a refusal", () -> !page.all("#controlled.bad").isEmpty());
    assertThat(page.redLines()).singleElement().asString().contains("403");
    assertThat(page.text("order")).isEmpty();

    page.at("token").clear();
    page.at("token").sendKeys(WatchedPipeline.TOKEN);
    page.at("reason").sendKeys("a test");
    press("freeze");
    page.await("an answer", () -> page.text("controlled").startsWith("FREEZE is in Kafka"));
    page.await("the order", () -> page.text("order").startsWith("Last control: freeze"));
    press("resume");
    page.await("the order", () -> page.text("order").startsWith("Last control: resume"));
    assertThat(page.text("order")).contains("(a test)");
  }

  @Test
  void shouldMarkDriftOnTheCurve() {
    page.await("a trained head", () -> percent("accuracy") > 80);
    assertThat(page.all("#accuracy-chart path.drift")).isEmpty();

    LIVE.sendWronglyLabelled(sample().train(), WRONGLY_LABELLED);
    page.await("the mark", () -> !page.all("#accuracy-chart path.drift").isEmpty());

    assertThat(page.text("accuracy-text")).containsPattern("noticed drift.* at label [\\d,]+,");
    page.await("the card", () -> page.text("drift").contains("the head learn"));
    assertThat(page.text("drift"))
        .containsPattern("ADWIN, [\\d,]+ labels seen")
        .containsPattern("at label [\\d,]+");
  }

  @Test
  void shouldShowWhichClassesAreTakenForWhich() {
    page.await("the matrix", () -> page.all("#matrix tbody tr").size() == 10);
    page.await("right answers", () -> sum("#matrix td.right") > 100);

    assertThat(page.all("#matrix td")).hasSize(100);
    assertThat(page.text("classes-of")).contains("kappa");
    assertThat(page.all("#matrix td[title*=\"images of 3 were answered 3\"]")).hasSize(1);
  }

  @Test
  void shouldShowTheCardOfTheModel() {
    page.await("a head", () -> page.text("model").matches("(?s).*v[1-9]\\d*, [\\d,]+ labels.*"));

    assertThat(page.text("model"))
        .contains("default", "no model file", "square, 56 × 56", "salient", "keeps 100 of 3,136")
        .contains("10: 0, 1, 2", "1 × 28 × 28", "masked", "mnist-qaham-");
  }

  @Test
  void shouldExplainItselfOnAFirstVisitOnly() {
    assertThat(page.all(".caption"))
        .hasSize(3)
        .allSatisfy(
            caption -> {
              assertThat(caption.isDisplayed()).isTrue();
              assertThat(caption.getText().length()).isBetween(30, 80);
            });

    page.at("captions").click();
    assertThat(page.all(".caption")).noneMatch(WebElement::isDisplayed);
    page.open(LIVE.url());
    assertThat(page.text("captions")).isEqualTo("What is this?");
    assertThat(page.all(".caption")).noneMatch(WebElement::isDisplayed);

    page.at("captions").click();
    assertThat(page.all(".caption")).allMatch(WebElement::isDisplayed);
  }

  /** Takes pictures of the page: {@code -Dqahan.test.screenshots=DIRECTORY}. */
  @Test
  @EnabledIfSystemProperty(named = SCREENSHOTS, matches = ".+")
  void shouldHaveItsPictureTaken() throws IOException {
    Path pictures = Path.of(System.getProperty(SCREENSHOTS));
    page.await("a trained head", () -> percent("accuracy") > 90);
    page.await("a span of time", () -> page.all("#accuracy-chart line.head").size() >= 8);
    for (String scheme : List.of("light", "dark")) {
      page.prefer(scheme);
      pickAPicture();
      page.actions().moveToElement(page.at("health")).perform();
      page.await("pictures", () -> page.all(".picture").size() == 24);
      page.screenshot(pictures.resolve("live-page-" + scheme + ".png"));
    }
  }

  private void awaitAnswer() {
    page.await("an answer", () -> !page.all("#sent.good, #sent.bad").isEmpty());
    assertThat(page.text("sent")).startsWith("Class ");
  }

  private void press(String action) {
    page.all("#control button[value='" + action + "']").get(0).sendKeys(Keys.ENTER);
  }

  /** The list moves on until the pointer has reached it. */
  private void pickAPicture() {
    page.await("pictures", () -> page.all(".picture").size() > 8);
    page.await(
        "a picked picture",
        () -> {
          page.all(".picture").get(8).click();
          return page.at("picked-view").isDisplayed();
        });
  }

  private double percent(String id) {
    String text = page.text(id);
    return text.endsWith(" %") ? Double.parseDouble(text.replace(" %", "")) : 0;
  }

  private long sum(String selector) {
    return page.all(selector).stream()
        .map(WebElement::getText)
        .filter(text -> !text.isEmpty())
        .mapToLong(text -> Long.parseLong(text.replace(",", "")))
        .sum();
  }

  private List<Map<String, Long>> pixels(String selector) {
    return page.probe("pixels.js", selector);
  }

  private static LabelledImage image(int index) {
    return sample().train().get(index);
  }

  private static Dataset sample() {
    return DatasetLocation.parse("sample").open();
  }

  private static byte[] png(LabelledImage image) throws Exception {
    ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);
    return ImageEncoder.png(decoder.decode(image.image())).content();
  }

  private static int call(Request.Builder request) throws IOException {
    OkHttpClient client = new OkHttpClient();
    try (Response response = client.newCall(request.build()).execute()) {
      return response.code();
    } finally {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }
}
