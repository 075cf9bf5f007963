package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.ingress.announce.ClientNumbers;
import equilibrium.ingress.http.connection.GetRequest;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Encryption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads an announce from the bytes of its request, in one pass. What it reads, {@link
 * AnnounceQuery} would read alike; what it does not, such as a number that is none, has to be read
 * there. One object serves all requests of a thread, one after the other.
 */
final class AnnounceBytes {
  private static final byte[] STARTED = "started".getBytes(ISO_8859_1);
  private static final byte[] COMPLETED = "completed".getBytes(ISO_8859_1);
  private static final byte[] STOPPED = "stopped".getBytes(ISO_8859_1);
  private static final byte[] PAUSED = "paused".getBytes(ISO_8859_1);
  private static final int ID_BYTES = 20;
  private static final int MOST_PORT = 65_535;

  /** Digits of a number that fits a long whatever they are, and of one that fits an int. */
  private static final int LONG_DIGITS = 18;

  private static final int INT_DIGITS = 9;
  private static final int MOST_HEX = 8;

  private final HeaderTraits headers = new HeaderTraits();
  private final QueryBytes query = new QueryBytes();
  private final byte[] value = query.value();
  private int length;
  private boolean isRead;

  private final Announce announce = new Announce();
  private boolean hasInfoHash;
  private boolean hasPeerId;
  private long uploaded;
  private long downloaded;
  private long left;
  private long corrupt;
  private long redundant;
  private Encryption encryption = Encryption.UNSAID;
  private @Nullable String trackerId;
  private boolean compact;
  private boolean withPeerIds;
  private long names;

  /**
   * The announce, which the next one overwrites; null: it has to be read elsewhere.
   *
   * @param announceKey in its path; null: none
   */
  @Nullable Announce read(GetRequest request, @Nullable String announceKey, Source source) {
    clear();
    query(request);
    if (!isRead || !hasInfoHash || !hasPeerId) {
      return null;
    }
    headers.read(request);
    return announce
        .from(source)
        .announceKey(announceKey)
        .counters(uploaded, downloaded, left)
        .losses(corrupt, redundant)
        .trace(
            new Trace(
                headers.userAgent(),
                names ^ headers.names(),
                headers.isBrowser(),
                encryption,
                trackerId));
  }

  /** How the client that was read last wants its peers. */
  ListForm list() {
    return new ListForm(compact, withPeerIds);
  }

  private void clear() {
    isRead = true;
    announce.begin();
    hasInfoHash = false;
    hasPeerId = false;
    uploaded = Announce.NOT_SAID;
    downloaded = Announce.NOT_SAID;
    left = Announce.NOT_SAID;
    corrupt = Announce.NOT_SAID;
    redundant = Announce.NOT_SAID;
    encryption = Encryption.UNSAID;
    trackerId = null;
    compact = true;
    withPeerIds = true;
    names = Fingerprint.FNV_OFFSET;
  }

  private void query(GetRequest request) {
    query.of(request);
    while (isRead && query.next()) {
      length = query.length();
      names = Fingerprint.fnv(names, request.bytes(), query.nameFrom(), query.nameTo());
      var name = query.name();
      if (name != null) {
        read(name);
      }
    }
  }

  private void read(AnnounceParameter name) {
    switch (name) {
      case INFO_HASH -> hasInfoHash = isTwenty(announce.infoHash().bytes());
      case PEER_ID -> hasPeerId = isTwenty(announce.peerId().bytes());
      case PORT -> announce.port(port());
      case EVENT -> announce.event(event());
      case UPLOADED -> uploaded = counter();
      case DOWNLOADED -> downloaded = counter();
      case LEFT -> left = counter();
      case CORRUPT -> corrupt = counter();
      case REDUNDANT -> redundant = counter();
      case IP, IPV4, IPV6 -> claim();
      case KEY -> announce.key(key());
      case NUMWANT -> announce.numWant(ClientNumbers.numWant((int) number(INT_DIGITS)));
      case COMPACT -> compact = !isDigit('0');
      case NO_PEER_ID -> withPeerIds = !isDigit('1');
      case TRACKERID -> trackerId = text();
      case SUPPORTCRYPTO -> encrypt(Encryption.SUPPORTED);
      case REQUIRECRYPTO -> encrypt(Encryption.REQUIRED);
    }
  }

  private boolean isTwenty(byte[] into) {
    isRead &= length == ID_BYTES;
    if (isRead) {
      System.arraycopy(value, 0, into, 0, ID_BYTES);
    }
    return isRead;
  }

  private int port() {
    long number = number(INT_DIGITS);
    isRead &= number <= MOST_PORT;
    return (int) number;
  }

  private long counter() {
    return number(LONG_DIGITS);
  }

  private long number(int mostDigits) {
    isRead &= length > 0 && length <= mostDigits;
    long number = 0;
    for (int i = 0; i < length && isRead; i++) {
      isRead = value[i] >= '0' && value[i] <= '9';
      number = 10 * number + value[i] - '0';
    }
    return number;
  }

  private int key() {
    isRead &= length > 0 && length <= MOST_HEX;
    int number = 0;
    for (int i = 0; i < length && isRead; i++) {
      int digit = Character.digit(value[i], 16);
      isRead = digit >= 0;
      number = number << 4 | digit;
    }
    return number;
  }

  private boolean isDigit(char digit) {
    return length == 1 && value[0] == digit;
  }

  private AnnounceEvent event() {
    if (is(STARTED)) {
      return AnnounceEvent.STARTED;
    } else if (is(COMPLETED)) {
      return AnnounceEvent.COMPLETED;
    } else if (is(STOPPED)) {
      return AnnounceEvent.STOPPED;
    }
    return is(PAUSED) ? AnnounceEvent.PAUSED : AnnounceEvent.NONE;
  }

  private boolean is(byte[] text) {
    return Arrays.equals(value, 0, length, text, 0, text.length);
  }

  private void encrypt(Encryption offered) {
    if (isDigit('1') && encryption != Encryption.REQUIRED) {
      encryption = offered;
    }
  }

  private void claim() {
    AnnounceQuery.claim(text(), announce);
  }

  private String text() {
    return new String(value, 0, length, ISO_8859_1);
  }
}
