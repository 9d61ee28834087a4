package io.verdigris.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.spi.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
  private static Database parse(Map<String, String> settings) {
    return Database.parse(new Settings("flyway", settings));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/shop?user=a&password=s3cret",
        "jdbc:postgresql://a:s3cret@db/shop",
        "jdbc:postgresql://db/shop?sslpassword=s3cret",
        "jdbc:mysql://address=(host=db)(password=s3cret)/shop"
      })
  void a_password_in_the_url_is_refused_and_not_repeated(String url) {
    assertThatThrownBy(() -> parse(Map.of("url", url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("password-env")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void a_password_in_place_of_a_variables_name_is_not_repeated() {
    assertThatThrownBy(
            () -> parse(Map.of("url", "jdbc:postgresql://db/shop", "password-env", "s3cret!")))
        .hasMessageContaining("must be the name of an environment variable")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void another_database_is_refused_with_what_it_could_be() {
    assertThatThrownBy(() -> parse(Map.of("url", "jdbc:oracle:thin:@db")))
        .hasMessage(
            "url of flyway must begin with jdbc:postgresql: or jdbc:mysql:, but is"
                + " \"jdbc:oracle:thin:@db\"");
  }

  @Test
  void a_variable_that_is_not_set_is_told_by_its_name() {
    Database database =
        parse(
            Map.of(
                "url", "jdbc:postgresql://db/shop?ssl=true", "password-env", "NO_SUCH_VARIABLE"));
    assertThatThrownBy(database::password).hasMessageContaining("NO_SUCH_VARIABLE");
    assertThat(database.place()).isEqualTo("jdbc:postgresql://db/shop");
  }
}
