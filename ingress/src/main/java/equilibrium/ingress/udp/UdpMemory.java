package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.answer.WorkingMemory;

/**
 * What one receiving thread uses again for each datagram.
 *
 * @param announce that is in the datagram; its address is the source of any datagram
 * @param answering the memory in which it is answered
 */
record UdpMemory(Dialects dialects, Announce announce, WorkingMemory answering, UdpAnnounce wire) {}
