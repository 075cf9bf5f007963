package equilibrium.analyst.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parts a text of SQL at the semicolons that stand outside of quotes and comments. */
final class Statements {
  /** A quoted text or name, a comment, a semicolon, or anything else. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/|(?<end>;)|(?<text>[^'\"/;-]+|.)");

  /** The statements, without those that are empty. */
  static List<String> of(String sql) {
    var statements = new ArrayList<String>();
    var statement = new StringBuilder();
    boolean isEmpty = true;
    var token = TOKEN.matcher(sql);
    while (token.find()) {
      if (token.group("end") == null) {
        statement.append(token.group());
        isEmpty &= isComment(token.group()) || token.group().isBlank();
        continue;
      }
      add(statements, statement, isEmpty);
      statement = new StringBuilder();
      isEmpty = true;
    }
    add(statements, statement, isEmpty);
    return statements;
  }

  /** The comment that a statement begins with, if it is a line. */
  static Optional<String> title(String statement) {
    return statement
        .lines()
        .findFirst()
        .filter(line -> line.startsWith("--"))
        .map(line -> line.substring(2).strip())
        .filter(title -> !title.isEmpty());
  }

  private static boolean isComment(String token) {
    return token.startsWith("--") || token.startsWith("/*");
  }

  private static void add(List<String> statements, StringBuilder statement, boolean isEmpty) {
    if (!isEmpty) {
      statements.add(statement.toString().strip());
    }
  }

  private Statements() {}
}
