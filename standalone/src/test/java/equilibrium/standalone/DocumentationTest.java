package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links of pages, and citations of pages in code, lead somewhere. */
class DocumentationTest {
  private static final Set<String> KINDS = Set.of("md", "java", "avsc", "sql", "toml");

  /** Folders that are built, run, or never changed again. */
  private static final Set<String> LEFT_OUT =
      Set.of(".git", "target", "node_modules", "data", "secrets", "released", "golden");

  /** A space, or the end of a line with what begins the next one of a comment. */
  private static final String GAP = "(?: |\\s*\\R\\s*(?:\\*|//|--)?\\s*)";

  private static final String NUMBER = "\\d{1,2}(?:\\.\\d{1,2})*\\b";
  private static final String LATER_NUMBER = "\\d{1,2}(?:\\.\\d{1,2})+\\b";
  private static final String LETTER = "[A-Z]\\d{1,2}\\b";

  /** As {@code docs/protocol.md U1 to U5, U21 and X11}. */
  private static final Pattern CITATION =
      Pattern.compile(
          "(?<![\\w/.-])(?<page>docs/[\\w/-]+\\.md)(?:%1$s(?<ids>(?:%2$s|%3$s)(?:(?:,|,?%1$sand|%1$sto)%1$s(?:%2$s|%4$s))*))?"
              .formatted(GAP, LETTER, NUMBER, LATER_NUMBER));

  private static final Pattern ID = Pattern.compile(LETTER + "|" + NUMBER);

  private static final Pattern OLD_FORM =
      Pattern.compile(
          "(?<![\\w/])(?:policy|protocol|architecture)(?:\\.md)?,?%1$s(?:section%1$s)?(?:%2$s|[1-9](?:\\.\\d{1,2})*\\b|0(?:\\.\\d{1,2})+\\b)"
              .formatted(GAP, LETTER));

  private static final Path ROOT = root();

  @Test
  void aLinkLeadsToAFileAndAHeading() throws IOException {
    var broken = new ArrayList<String>();

    for (var page : sources()) {
      if (page.toString().endsWith(".md")) {
        for (String link : new MarkdownPage(Files.readString(page)).links()) {
          if (!leadsSomewhere(page, link)) {
            broken.add("%s: (%s)".formatted(ROOT.relativize(page), link));
          }
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void aCitationNamesSomethingThatIsThere() throws IOException {
    var broken = new ArrayList<String>();

    for (var source : sources()) {
      var text = Files.readString(source);
      var citation = CITATION.matcher(text);
      while (citation.find()) {
        if (!isThere(citation.group("page"), citation.group("ids"))) {
          broken.add(place(source, text, citation.start()) + ": " + citation.group());
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void noCitationHasTheOldForm() throws IOException {
    var old = new ArrayList<String>();

    for (var source : sources()) {
      if (!source.startsWith(ROOT.resolve("docs"))) {
        var text = Files.readString(source);
        var found = OLD_FORM.matcher(text);
        while (found.find()) {
          old.add(place(source, text, found.start()) + ": " + found.group());
        }
      }
    }

    assertThat(old).isEmpty();
  }

  @ParameterizedTest(name = "\"{0}\" has the anchor {1}")
  @CsvSource({
    "'4. Who is \"a client\"', 4-who-is-a-client",
    "'[Kafka](x.md), `up` and UDP_2', kafka-up-and-udp_2",
    "'Replies & errors', replies--errors"
  })
  void aHeadingHasTheAnchorThatGitHubGivesIt(String heading, String anchor) {
    assertThat(MarkdownPage.anchor(heading)).isEqualTo(anchor);
  }

  @ParameterizedTest(name = "{0} is there: {1}")
  @CsvSource({
    "4, true",
    "4.4, true",
    "4.40, false",
    "9, false",
    "U1, true",
    "U15, true",
    "U16, false",
    "V3, true",
    "X1, true",
    "7, false"
  })
  void anIdStandsAtTheBeginningOfAHeadingARowAnItemOrInBold(String id, boolean there) {
    var page =
        new MarkdownPage(
            """
            ## 4. Selection
            ### 4.4 Back-off
            | U1 (M) | 9 bytes |
            | U15 | see U16 |
            - **V3** an announce
            Some text, **X1**: a fault.
            ```
            ## 7. Not a heading
            ```
            """);

    assertThat(page.has(id)).isEqualTo(there);
  }

  @Test
  void twoHeadingsOfOneNameHaveTwoAnchors() {
    var page = new MarkdownPage("# Limits\n\n## Limits\n\n## Time\n");

    assertThat(page.anchors()).containsExactlyInAnyOrder("limits", "limits-1", "time");
  }

  private static boolean leadsSomewhere(Path from, String link) throws IOException {
    var parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1
        || new MarkdownPage(Files.readString(target)).anchors().contains(parts[1]);
  }

  private static boolean isThere(String page, @Nullable String ids) throws IOException {
    var file = ROOT.resolve(page);
    if (!Files.exists(file)) {
      return false;
    }
    var cited = new MarkdownPage(Files.readString(file));
    return ids == null || ID.matcher(ids).results().allMatch(id -> cited.has(id.group()));
  }

  private static String place(Path source, String text, int at) {
    long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    return ROOT.relativize(source) + ":" + line;
  }

  private static List<Path> sources() throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return LEFT_OUT.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            var name = file.getFileName().toString();
            if (KINDS.contains(name.substring(name.lastIndexOf('.') + 1))) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("mvnw")))
        .findFirst()
        .orElseThrow();
  }
}
