package io.verdigris.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes JSON objects on one line; keys keep the order in which they were put. */
final class Json {
  private final Map<String, Object> members = new LinkedHashMap<>();

  /** Starts an object of this {@code type}. */
  static Json of(String type) {
    return new Json().put("type", type);
  }

  /** Puts a text, number, boolean, object, list of such, or an optional one: null when empty. */
  Json put(String key, Object value) {
    members.put(key, value);
    return this;
  }

  /** Puts it unless there is one of this key. */
  Json putIfAbsent(String key, Object value) {
    members.putIfAbsent(key, value);
    return this;
  }

  /** Puts a list unless it is empty. */
  Json putSome(String key, List<?> values) {
    return values.isEmpty() ? this : put(key, values);
  }

  @Override
  public String toString() {
    var out = new StringBuilder();
    write(this, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Json json) {
      writeAll(json.members, out);
    } else if (value instanceof List<?> list) {
      writeAll(list, out);
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresentOrElse(v -> write(v, out), () -> out.append("null"));
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      quote(value.toString(), out);
    }
  }

  private static void writeAll(Map<String, Object> members, StringBuilder out) {
    String comma = "{";
    for (Map.Entry<String, Object> member : members.entrySet()) {
      out.append(comma);
      quote(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      comma = ",";
    }
    out.append(members.isEmpty() ? "{}" : "}");
  }

  private static void writeAll(List<?> values, StringBuilder out) {
    String comma = "[";
    for (Object value : values) {
      out.append(comma);
      write(value, out);
      comma = ",";
    }
    out.append(values.isEmpty() ? "[]" : "]");
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      escape(text.charAt(i), out);
    }
    out.append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      default -> {
        // U+2028 and U+2029 end lines for some readers
        if (c < ' '
            || c == '\u007f'
            || c == '\u2028'
            || c == '\u2029'
            || Character.isSurrogate(c)) {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
