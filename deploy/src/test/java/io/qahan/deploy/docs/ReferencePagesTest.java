package io.qahan.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
  private static final Path DIRECTORY = Path.of("docs", "reference");

  /** With {@code -Dqahan.docs.write=true} it writes them first. */
  @Test
  void shouldSayWhatTheCodeSays() throws IOException {
    Map<String, String> pages = ReferencePages.all();
    if (Boolean.getBoolean("qahan.docs.write")) {
      for (Map.Entry<String, String> page : pages.entrySet()) {
        Files.writeString(DIRECTORY.resolve(page.getKey()), page.getValue());
      }
    }
    pages.forEach(
        (name, text) ->
            assertThat(DIRECTORY.resolve(name))
                .as("run this test with -Dqahan.docs.write=true")
                .content()
                .isEqualTo(text));
  }
}
