package io.qahan.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines whose language has digits of its own, or an i of its own. */
class LocaleTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR", "th-TH-u-nu-thai", "hi-IN-u-nu-deva"})
  void shouldReadRecordsOfOlderSchemas(String language) throws UndecodableRecordException {
    TrustedRecords.register();
    byte[] bytes = GoldenRecords.firstVersionOf(Topics.FC_HEADS);
    Object expected = SampleRecords.ofFirstVersion().get(Topics.FC_HEADS);
    Locale.setDefault(Locale.forLanguageTag(language));

    assertThat(Codecs.singleObject(new TopicNames("qahan.")).of(Topics.FC_HEADS).decode(bytes))
        .isEqualTo(expected);
  }
}
