package equilibrium.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Swagger's reader on the pinned document, which is the one that is served ({@link ConsoleIT}). It
 * knows OpenAPI 3.1 from elsewhere than this project.
 */
class OpenApiDocumentTest {
  private static final Path PINNED = Path.of("src/test/resources/openapi.json");
  private static final Set<String> TYPES =
      Set.of("array", "boolean", "integer", "null", "number", "object", "string");

  @Test
  void anotherReaderFindsNothingAmiss() throws Exception {
    var read = read(Files.readString(PINNED));

    assertThat(read.getMessages()).isEmpty();
    var api = read.getOpenAPI();
    assertThat(api.getSpecVersion()).isEqualTo(SpecVersion.V31);
    assertThat(api.getPaths().keySet()).isEqualTo(names("paths"));
    assertThat(api.getComponents().getSchemas().keySet()).isEqualTo(names("components", "schemas"));
    var ids =
        api.getPaths().values().stream()
            .flatMap(path -> path.readOperations().stream())
            .map(operation -> operation.getSummary())
            .toList();
    assertThat(ids).hasSizeGreaterThan(40).doesNotContainNull();
  }

  /** So that it is known to look. */
  @ParameterizedTest
  @CsvSource({
    "'\"in\" : \"query\"',        '\"in\" : \"somewhere\"',     is not of type",
    "schemas/Stats\",             schemas/Nothing\",            is missing",
    "'\"name\" : \"hash\"',       '\"name\" : \"other\"',       Declared path parameter hash",
    "'\"required\" : true',       '\"required\" : false',       the required value should be true",
    "'\"responses\" :',           '\"answers\" :',              is unexpected",
    "'\"additionalProperties\" : false', '\"additionalProperties\" : 4', is not of type `object`",
  })
  void whatIsWrongIsNamed(String good, String bad, String message) throws Exception {
    var text = Files.readString(PINNED);
    assertThat(text).contains(good);

    assertThat(read(text.replace(good, bad)).getMessages())
        .isNotEmpty()
        .anySatisfy(found -> assertThat(found).contains(message));
  }

  /** Swagger's reader takes any word for a type. */
  @Test
  void everyTypeIsOneOfJsonSchema() throws Exception {
    var document = ConsoleFixture.JSON.readTree(PINNED.toFile());

    var types = new TreeSet<String>();
    for (var schemas : document.findValues("schema")) {
      schemas.findValues("type").forEach(type -> add(type, types));
    }
    document
        .at("/components/schemas")
        .forEach(schema -> schema.findValues("type").forEach(type -> add(type, types)));

    assertThat(types).isNotEmpty().isSubsetOf(TYPES);
  }

  private static void add(JsonNode type, Set<String> types) {
    if (type.isTextual()) {
      types.add(type.asText());
    } else if (type.isArray()) {
      type.forEach(each -> types.add(each.asText()));
    } // else it is a property of this name
  }

  private static SwaggerParseResult read(String document) {
    var options = new ParseOptions();
    options.setResolve(true);
    return new OpenAPIV3Parser().readContents(document, null, options);
  }

  private static Set<String> names(String... place) throws IOException {
    var node = ConsoleFixture.JSON.readTree(PINNED.toFile());
    for (var name : place) {
      node = node.get(name);
    }
    return node.propertyStream().map(field -> field.getKey()).collect(Collectors.toSet());
  }
}
