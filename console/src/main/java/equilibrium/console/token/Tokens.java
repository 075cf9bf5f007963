package equilibrium.console.token;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import equilibrium.platform.secret.Secrets;
import equilibrium.schemas.EnumText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The tokens in a file, a line each: name, role, SHA-256 of the token in hex. The tokens themselves
 * are stored nowhere. Only the file's owner may read it. At most {@value #MOST} tokens. Processes
 * that change it wait for each other, by a lock on a file beside it.
 */
public final class Tokens {
  static final int MOST = 1_000;

  /** Characters that the text of a kept token has at least. */
  private static final int LEAST_KEPT = 16;

  private static final HexFormat HEX = HexFormat.of();

  /** A line of the file. */
  @SuppressWarnings("ArrayRecordComponent") // compared in constant time only
  private record Entry(Token token, byte[] digest) {
    String line() {
      return "%s %s %s".formatted(token.name(), EnumText.of(token.role()), HEX.formatHex(digest));
    }
  }

  private final Path file;
  private List<Entry> known = List.of();
  private long readAt = Long.MIN_VALUE;

  private Tokens(Path file) {
    this.file = file;
  }

  /** The tokens of a file, which need not exist yet. */
  public static Tokens in(Path file) {
    return new Tokens(file);
  }

  /**
   * The token with this text; none has an empty one. Takes as long for a wrong one as for a good
   * one.
   */
  public synchronized Optional<Token> find(String text) {
    reread();
    byte[] digest = Token.digest(text);
    Optional<Token> found = Optional.empty();
    for (var each : known) {
      if (MessageDigest.isEqual(each.digest(), digest) && !text.isEmpty()) {
        found = Optional.of(each.token());
      }
    }
    return found;
  }

  /** Draws a token, and returns its text, which is stored nowhere. */
  public synchronized String issue(String name, Role role) {
    var text = Secrets.draw() + Secrets.draw();
    add(name, role, text);
    return text;
  }

  /** Adds a token whose text is kept elsewhere. */
  public synchronized void add(String name, Role role, String text) {
    demandName(name);
    var _ =
        locked(() -> {
          insert(name, role, text);
          return name;
        });
  }

  private void insert(String name, Role role, String text) {
    reread();
    if (known.stream().anyMatch(each -> each.token().name().equals(name))) {
      throw new Fault("a token is called %s already: revoke it first".formatted(name));
    }
    if (known.size() >= MOST) {
      throw new Fault("%s has %d tokens, the most there may be".formatted(file, MOST));
    }
    var all = new ArrayList<>(known);
    all.add(new Entry(new Token(name, role), Token.digest(text)));
    write(all);
  }

  private static void demandName(String name) {
    if (!Token.NAME.matcher(name).matches()) {
      throw new Fault(
          "the name is \"%s\", expected 1 to 40 letters, digits, dots, hyphens, underscores"
              .formatted(name));
    }
  }

  /**
   * An operator's token whose text is kept in a file of its own, drawn when it is first asked for.
   *
   * @param kept file with the text, which only its owner may read
   */
  public synchronized String keep(Path kept, String name) {
    return locked(() -> kept(kept, name));
  }

  private String kept(Path kept, String name) {
    try {
      if (!Files.exists(kept)) {
        DurableFile.write(kept, Secrets.draw() + Secrets.draw());
      }
      var text = DurableFile.read(kept).strip();
      if (text.length() < LEAST_KEPT) {
        throw new Fault(
            "the token in %s has %d characters, expected at least %d: delete the file, and another is drawn"
                .formatted(kept, text.length(), LEAST_KEPT));
      }
      if (find(text).isEmpty()) {
        boolean _ = remove(name);
        insert(name, Role.OPERATOR, text);
      }
      return text;
    } catch (IOException e) {
      throw new Fault("the token in %s cannot be read: %s".formatted(kept, e), e);
    }
  }

  /** Ends a token. False: there is none of this name. */
  public synchronized boolean revoke(String name) {
    return locked(() -> remove(name));
  }

  private boolean remove(String name) {
    reread();
    var others = known.stream().filter(each -> !each.token().name().equals(name)).toList();
    if (others.size() == known.size()) {
      return false;
    }
    write(others);
    return true;
  }

  public synchronized List<Token> list() {
    reread();
    return known.stream().map(Entry::token).toList();
  }

  /** One change at a time: a lock excludes other processes, the class this one. */
  private <T> T locked(Supplier<T> change) {
    var whole = file.toAbsolutePath();
    var folder = Objects.requireNonNull(whole.getParent(), "a root is no file");
    synchronized (Tokens.class) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new Fault("the folder %s cannot be made: %s".formatted(folder, e), e);
      }
      try (var beside = FileChannel.open(Path.of(whole + ".lock"), CREATE, WRITE);
          var _ = beside.lock()) {
        return change.get();
      } catch (IOException e) {
        throw new Fault("the tokens file %s cannot be locked: %s".formatted(file, e), e);
      }
    }
  }

  private void write(List<Entry> all) {
    var text = new StringBuilder();
    all.forEach(each -> text.append(each.line()).append('\n'));
    try {
      DurableFile.write(file, text.toString());
    } catch (IOException e) {
      throw new Fault("the tokens file %s cannot be written: %s".formatted(file, e), e);
    }
    readAt = Long.MIN_VALUE;
  }

  private void reread() {
    try {
      if (!Files.exists(file)) {
        known = List.of();
        readAt = Long.MIN_VALUE; // it may come back with its former time
        return;
      }
      long modified = Files.getLastModifiedTime(file).toMillis();
      // A file system may count in whole seconds: a young file is read again.
      if (modified != readAt || System.currentTimeMillis() - modified < 2_000) {
        known =
            DurableFile.read(file).lines().filter(line -> !line.isBlank()).map(this::of).toList();
        readAt = modified;
      }
    } catch (IOException e) {
      throw new Fault("the tokens file %s cannot be read: %s".formatted(file, e), e);
    }
  }

  private Entry of(String line) {
    var words = line.split(" ", -1);
    try {
      if (words.length == 3 && words[2].length() == 64) {
        var role = Role.valueOf(words[1].toUpperCase(Locale.ROOT));
        return new Entry(new Token(words[0], role), HEX.parseHex(words[2]));
      }
    } catch (IllegalArgumentException _) {
      // reported below
    }
    throw new Fault(
        "%s: a line is not \"name role digest\": delete it and issue the token again"
            .formatted(file));
  }
}
