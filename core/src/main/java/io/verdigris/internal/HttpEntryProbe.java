package io.verdigris.internal;

import io.verdigris.Entry;
import io.verdigris.spi.EntryProbe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Asks on a connection of its own. HttpURLConnection rather than HttpClient, because only the
 * former can be told to close its connection.
 */
final class HttpEntryProbe implements EntryProbe {
  private static final int LIMIT_MILLIS = 2000;

  @Override
  public Optional<String> ask(Entry entry) throws IOException {
    var connection = (HttpURLConnection) entry.uri().toURL().openConnection();
    connection.setConnectTimeout(LIMIT_MILLIS);
    connection.setReadTimeout(LIMIT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("Connection", "close");
    try {
      connection.getResponseCode();
      return Optional.ofNullable(connection.getHeaderField(entry.header()));
    } finally {
      connection.disconnect();
    }
  }
}
