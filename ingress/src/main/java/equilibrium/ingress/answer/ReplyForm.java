package equilibrium.ingress.answer;

/**
 * What the replies of a wire can hold.
 *
 * @param mostPeers peers at most
 * @param bothFamilies whether a reply can list peers of both address families
 * @param trackerId whether a reply carries a tracker id
 * @param notices whether a reply has room for a {@code warning message}
 */
public record ReplyForm(int mostPeers, boolean bothFamilies, boolean trackerId, boolean notices) {}
