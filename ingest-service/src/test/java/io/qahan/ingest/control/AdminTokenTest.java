package io.qahan.ingest.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdminTokenTest {
  @Test
  void shouldAdmitTheTokenAndNothingElse() {
    AdminToken token = AdminToken.of("correct horse battery");

    assertThat(token.isSet()).isTrue();
    assertThat(token.admits("Bearer correct horse battery")).isTrue();
    assertThat(token.admits("Bearer correct horse batterY")).isFalse();
    assertThat(token.admits("correct horse battery")).isFalse();
    assertThat(token.admits(null)).isFalse();
  }

  @Test
  void shouldAdmitNobodyWhenThereIsNone() {
    assertThat(AdminToken.of("").isSet()).isFalse();
    assertThat(AdminToken.of("").admits("Bearer ")).isFalse();
  }

  @Test
  void shouldNotTellTheTokenInTextsOrErrors() {
    assertThat(AdminToken.of("correct horse battery").toString()).doesNotContain("horse");
    assertThatThrownBy(() -> AdminToken.of("horse"))
        .hasMessageContaining("[5]")
        .hasMessageContaining("16")
        .hasMessageNotContaining("horse");
  }
}
