package equilibrium.console.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas (2020-12) of records. What is {@code @Nullable} may be null; of an answer every
 * field is there, of a body every nullable one may be left out.
 */
final class Shapes {
  private final Map<String, Object> schemas = new TreeMap<>();

  /** All schemas that were referred to, by name. */
  Map<String, Object> all() {
    return schemas;
  }

  /** A reference to the schema of a record in an answer. */
  Map<String, Object> answer(Class<?> type) {
    return of(type, true);
  }

  /** A reference to the schema of a record in a body. */
  Map<String, Object> body(Class<?> type) {
    return of(type, false);
  }

  private Map<String, Object> of(Type type, boolean isAnswer) {
    if (type instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? Map.of("type", "array", "items", of(arguments[0], isAnswer))
          : Map.of("type", "object", "additionalProperties", of(arguments[1], isAnswer));
    }
    if (type == String.class) {
      return Map.of("type", "string");
    }
    if (type == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return Map.of("type", "integer");
    }
    if (type == double.class || type == Double.class) {
      return Map.of("type", "number");
    }
    if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (type instanceof Class<?> named && named.isRecord()) {
      return reference(named, isAnswer);
    }
    if (type == Object.class) {
      return Map.of();
    }
    throw new IllegalArgumentException("no JSON schema for " + type);
  }

  private Map<String, Object> reference(Class<?> type, boolean isAnswer) {
    var name = name(type);
    if (!schemas.containsKey(name)) {
      schemas.put(name, Map.of()); // it may refer to itself
      schemas.put(name, object(type, isAnswer));
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private static String name(Class<?> type) {
    var outer = type.getEnclosingClass();
    return outer == null || !outer.isRecord()
        ? type.getSimpleName()
        : name(outer) + type.getSimpleName();
  }

  private Map<String, Object> object(Class<?> type, boolean isAnswer) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<String>();
    for (var component : type.getRecordComponents()) {
      boolean isNullable = isNullable(component.getAnnotatedType());
      var field = field(component);
      properties.put(field, property(component, isNullable, isAnswer));
      if (isAnswer || !isNullable) {
        required.add(field);
      }
    }
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }

  private static String field(RecordComponent component) {
    var named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null ? component.getName() : named.value();
  }

  private Map<String, Object> property(
      RecordComponent component, boolean isNullable, boolean isAnswer) {
    var shape = of(component.getGenericType(), isAnswer);
    return isNullable ? Map.of("anyOf", List.of(shape, Map.of("type", "null"))) : shape;
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }
}
