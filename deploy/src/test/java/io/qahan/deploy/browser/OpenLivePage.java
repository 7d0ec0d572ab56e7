package io.qahan.deploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.dataset.LabelledImages;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A pipeline for the tests of a class, and for each of them its live page in a new Chromium, light.
 * A test fails if the console has anything red at its end; all are skipped where there is no
 * Chromium.
 */
final class OpenLivePage
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final Callable<WatchedPipeline> start;
  private WatchedPipeline pipeline;
  private Chromium page;

  /** Over a stream whose labels come by themselves. */
  OpenLivePage() {
    this(WatchedPipeline::labelled);
  }

  OpenLivePage(Callable<WatchedPipeline> start) {
    this.start = start;
  }

  Chromium page() {
    return page;
  }

  /** Where the page is. */
  String url() {
    return pipeline.url();
  }

  /** Sends images whose labels are all wrong, and the same mistake in each. */
  void sendWronglyLabelled(LabelledImages images, int count) {
    pipeline.sendWronglyLabelled(images, count);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Chromium.skipWhereNone();
    pipeline = start.call();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    page = Chromium.start();
    page.prefer("light");
    page.open(url());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (page == null) {
      return; // it did not start, and that is the failure
    }
    try (Chromium closing = page) {
      page = null;
      assertThat(closing.redLines()).isEmpty();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
