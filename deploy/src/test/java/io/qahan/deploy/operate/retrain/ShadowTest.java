package io.qahan.deploy.operate.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.operate.compare.Comparison;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.worker.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShadowTest {
  private static final Path MODEL = Path.of("models/mnist.qahan");
  private final Shadow.Terms terms = new Shadow.Terms(Duration.ofMinutes(10), 50);

  @Test
  void shouldObjectToACandidateThatIsWorseBeyondChanceAndToNoOther() {
    assertThat(terms.objection(seen(200, "champion")).orElseThrow())
        .isEqualTo("in shadow the champion is better, beyond chance (McNemar, p = 0.0100)");
    assertThat(terms.objection(seen(200, "chance"))).isEmpty();
    assertThat(terms.objection(seen(50, "challenger"))).isEmpty();
  }

  @Test
  void shouldObjectWhereTooFewAreLabelled() {
    assertThat(terms.objection(seen(49, "challenger")).orElseThrow())
        .contains("of the 300 images that both answered in 600 s, 49 are labelled", "takes [50]");
    assertThatThrownBy(() -> new Shadow.Terms(Duration.ZERO, 50)).hasMessageContaining("--shadow");
    assertThatThrownBy(() -> new Shadow.Terms(Duration.ofSeconds(1), 0))
        .hasMessageContaining("--shadow-labels [0]");
  }

  @Test
  void shouldWorkOnTheSameImagesUnderAPrefixOfItsOwnWhateverTheSettingsSayOfAModel() {
    Settings given =
        Settings.of(
            SettingsOptions.known(),
            Map.of(
                "topic.prefix", "a.",
                "model", "mnist",
                "http.port", "8080",
                "worker.solvers", "dwave,sa",
                "worker.source", "share-group",
                "ingest.conv.stack", "builtin:cifar10",
                "classes", "100"));
    Settings own = Shadow.settings(given, MODEL, Path.of("work"));
    TopicNames names = TopicNames.from(own);
    assertThat(names.prefix()).matches("a\\.shadow-mnist-[0-9a-f]{8}\\.");
    assertThat(names.of(Topics.IMAGES)).isEqualTo("a.images.v1");
    assertThat(own.get(WorkerSettings.SOLVERS)).containsExactly("sa");
    assertThat(own.get(CommonSettings.HTTP_PORT)).isZero();
    assertThat(own.get(CommonSettings.CLASSES)).isEqualTo(10);
    assertThat(own.get(CommonSettings.MODEL_FILE)).isEqualTo(MODEL.toString());
    assertThat(own.get(ModelSettings.CONV_STACK)).isEqualTo(new ConvStackLocation.Builtin("mnist"));
    assertThat(own.under(Settings.STREAMS)).containsEntry("state.dir", "work");
    assertThat(Shadow.settings(given, MODEL, Path.of("work")).get(CommonSettings.TOPIC_PREFIX))
        .as("each is another")
        .isNotEqualTo(names.prefix());
  }

  private static Comparison seen(long labelled, String verdict) {
    Comparison.Side side = new Comparison.Side("a.", 0.5, 1, 2, -1, 0, new TreeMap<>());
    double chance = verdict.equals("chance") ? 0.5 : 0.01;
    return new Comparison(300, labelled, 100, 10, 20, chance, verdict, side, side);
  }
}
