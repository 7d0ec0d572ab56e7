package io.qahan.ingest.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.HttpStatus;
import io.qahan.schemas.settings.CommonSettings;
import org.junit.jupiter.api.Test;

class AccessTokenTest {
  private long now;

  @Test
  void shouldAdmitTheTokenAndNothingElse() {
    AccessToken token = of("correct horse battery");

    assertThat(token.isSet()).isTrue();
    assertThat(token.admits("Bearer correct horse battery")).isTrue();
    assertThat(token.admits("Bearer correct horse batterY")).isFalse();
    assertThat(token.admits("correct horse battery")).isFalse();
    assertThat(token.admits(null)).isFalse();
  }

  @Test
  void shouldAdmitNobodyWhenThereIsNone() {
    assertThat(of("").isSet()).isFalse();
    assertThat(of("").admits("Bearer ")).isFalse();
  }

  @Test
  void shouldNotTellTheTokenInTextsOrErrors() {
    assertThat(of("correct horse battery").toString()).doesNotContain("horse");
    assertThatThrownBy(() -> of("horse"))
        .hasMessageContaining("[5]")
        .hasMessageContaining("16")
        .hasMessageNotContaining("horse");
  }

  @Test
  void shouldTellThoseToWaitWhoShowManyWrongTokensAndLetTheRightOneIn() {
    AccessToken token = of("correct horse battery");
    for (int i = 0; i < 10; i++) {
      assertThat(token.refused("label").slug()).isEqualTo("bad-token");
    }
    assertThat(token.refused("label").status()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
    assertThat(token.admits("Bearer correct horse battery")).isTrue();

    now += 1_000_000_000L;
    assertThat(token.refused("label").slug()).isEqualTo("bad-token");
  }

  private AccessToken of(String text) {
    return AccessToken.of(CommonSettings.MODEL, text, () -> now);
  }
}
